"""How many channels there are on a network, and who may have one more (M1-46, M1-49, M1-50)."""

from typing import Any

from pydantic import Field

from torg.policy.channel_facts import ApplicationFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Named, Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted, listed


class Params(Strict):
    """most: live channels. exception: questions that must all be answered yes for one more;
    plans: fields that must be filled for it; never: a yes to one of these shuts the exception.
    """

    most: int = Field(ge=1)
    exception: tuple[Named, ...] = ()
    plans: tuple[Named, ...] = ()
    never: tuple[Named, ...] = ()


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """There are enough channels already, and the exception does not hold."""
    if not isinstance(facts, ApplicationFacts) or facts.step == "platform":
        return None
    params = rule.params_as(Params)
    if facts.live_on_network < params.most or excepted(params, facts):
        return None
    words = {"most": params.most, "live": facts.live_on_network}
    return rule.finding(setting.on, field="platform", **words)


def excepted(params: Params, facts: ApplicationFacts) -> bool:
    """Whether the answers open the exception."""
    answered = {key: words.strip() for key, words in facts.answers.items()}
    return (
        bool(params.exception)
        and all(answered.get(asked.key) == "yes" for asked in params.exception)
        and all(answered.get(plan.key) for plan in params.plans)
        and not any(answered.get(shut.key) == "yes" for shut in params.never)
    )


def show(rule: Rule, facts: ApplicationFacts, _setting: Setting) -> dict[str, Any]:
    """The number, and whether this one counts as an exception to it."""
    params = rule.params_as(Params)
    over = facts.live_on_network >= params.most
    return {"most": params.most, "exception": over and excepted(params, facts)}


def words(params: Params) -> str:
    """What the rule says."""
    said = f"Högst {counted(params.most, 'kanal', 'kanaler')} på nätverket."
    asked = [each.label for each in (*params.exception, *params.plans)]
    if params.exception:
        said += f" En till kräver: {listed(asked)}."
    if params.never:
        said += f" Det räcker inte: {listed([each.label for each in params.never], 'eller')}."
    return said


KIND = Kind(
    name="channel_count",
    title="Antal kanaler",
    area="channel",
    words=words,
    single=True,
    params=Params,
    facts=(ApplicationFacts,),
    judge=judge,
    show=show,
    answers={"most": "högst", "exception": "räknas som undantag"},
    placeholders={"most": 1, "live": 1},
)
