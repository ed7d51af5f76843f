"""An exception from the duty to answer, and what it holds for (S-20, V-56)."""

from typing import Literal

from pydantic import Field

from torg.policy.facts import EndingFacts, Facts
from torg.policy.findings import Finding
from torg.policy.kinds.answer_duty import IN_WORDS, Message
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_IN_WORDS = {
    "repeat": "En upprepad fråga",
    "ironic": "Det uppenbart ironiska",
    "breaks_rules": "Det som bryter mot sidans regler",
    "not_ours": "Det som inte rör kommunen",
    "spam": "Skräp",
}


class Params(Strict):
    """code: the desk's outcome. kinds: what may be closed under it.

    answered_before: only when the same person has had the answer before.
    """

    code: Literal["repeat", "ironic", "breaks_rules", "not_ours", "spam"]
    kinds: tuple[Message, ...] = Field(min_length=1)
    answered_before: bool = False


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """It is closed under the exception, which does not hold for it."""
    if not isinstance(facts, EndingFacts):
        return None
    params = rule.params_as(Params)
    if facts.exception != params.code:
        return None
    answered = facts.answered_before or not params.answered_before
    if facts.kind in params.kinds and answered:
        return None
    return rule.finding(setting.on, field="outcome")


def words(params: Params) -> str:
    """What the rule says."""
    told = f"{_IN_WORDS[params.code]} får avslutas utan svar"
    kinds = listed([IN_WORDS[each] for each in params.kinds])
    once = " om samma person redan har fått svaret" if params.answered_before else ""
    return f"{told}{once}; det gäller {kinds}."


KIND = Kind(
    name="answer_exception",
    title="Vad som inte behöver besvaras",
    area="reply",
    words=words,
    params=Params,
    facts=(EndingFacts,),
    judge=judge,
)
