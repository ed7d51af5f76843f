"""Which channels may lie dormant, and how they are kept meanwhile (G-56 to G-58)."""

from typing import Any, Self

from pydantic import model_validator

from torg.policy.channel_facts import RestFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import ChannelClass, Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import CLASSES, listed


class Params(Strict):
    """classes: that may rest, empty = all. guarded: comments are off or somebody watches.

    no_minimum: the least number of posts does not hold meanwhile.
    """

    classes: tuple[ChannelClass, ...] = ()
    guarded: bool = False
    no_minimum: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(value for _, value in self):
            raise ValueError("regeln säger ingenting")
        return self


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """The channel is of a class that does not rest, or would rest unguarded."""
    if not isinstance(facts, RestFacts):
        return None
    params = rule.params_as(Params)
    if params.classes and facts.channel_class not in params.classes:
        return rule.finding(setting.on, field="state")
    if params.guarded and not (facts.comments_off or facts.watched):
        return rule.finding(setting.on, field="comments")
    return None


def show(rule: Rule, facts: RestFacts, _setting: Setting) -> dict[str, Any]:
    """Whether the channel may rest, and what is suspended meanwhile."""
    params = rule.params_as(Params)
    allowed = not params.classes or facts.channel_class in params.classes
    return {"allowed": allowed, "no_minimum": params.no_minimum}


def words(params: Params) -> str:
    """What the rule says."""
    classes = listed([CLASSES[each] for each in params.classes])
    said = (
        (params.classes, f"Bara {classes} får vila; andra avslutas."),
        (params.guarded, "En vilande kanal har kommentarerna avstängda eller bevakas."),
        (params.no_minimum, "Kravet på ett minsta antal inlägg gäller inte under vilan."),
    )
    return " ".join(sentence for stated, sentence in said if stated)


KIND = Kind(
    name="dormancy",
    title="Vilande kanal",
    area="channel",
    words=words,
    params=Params,
    facts=(RestFacts,),
    judge=judge,
    show=show,
    answers={"no_minimum": "inget minsta antal inlägg"},
)
