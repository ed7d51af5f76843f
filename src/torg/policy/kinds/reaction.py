"""What a like or a thank-you answers (V-55, A-33)."""

from pydantic import Field

from torg.policy.facts import EndingFacts, Facts
from torg.policy.findings import Finding
from torg.policy.kinds.answer_duty import IN_WORDS, Message
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed


class Params(Strict):
    """kinds: of messages that a reaction answers; everything else takes words."""

    kinds: tuple[Message, ...] = Field(min_length=1)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """A reaction is all that something else got."""
    if not isinstance(facts, EndingFacts) or facts.response != "reaction":
        return None
    if facts.kind in rule.params_as(Params).kinds:
        return None
    return rule.finding(setting.on, field="outcome")


def words(params: Params) -> str:
    """What the rule says."""
    kinds = listed([IN_WORDS[each] for each in params.kinds])
    return f"Ett gillande eller ett tack räcker som svar på {kinds}."


KIND = Kind(
    name="reaction",
    title="När en reaktion räcker",
    area="reply",
    words=words,
    params=Params,
    facts=(EndingFacts,),
    judge=judge,
)
