"""A model is gone through before negative criticism is answered (S-24)."""

from pydantic import Field

from torg.policy.facts import Facts, ReplyFacts
from torg.policy.findings import Finding
from torg.policy.kinds.answer_duty import IN_WORDS, Message
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed


class Params(Strict):
    """kinds: of messages that it is for. steps: its questions in order, when they are stated."""

    kinds: tuple[Message, ...] = Field(min_length=1)
    steps: tuple[Text, ...] = ()


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """It was not gone through."""
    if not isinstance(facts, ReplyFacts) or facts.model_followed is not False:
        return None
    if facts.kind not in rule.params_as(Params).kinds:
        return None
    return rule.finding(setting.on, field="model")


def words(params: Params) -> str:
    """What the rule says."""
    told = f": {listed(params.steps)}" if params.steps else ""
    return f"En svarsmodell används för {listed([IN_WORDS[k] for k in params.kinds])}{told}."


KIND = Kind(
    name="response_model",
    title="Svarsmodell för kritik",
    area="reply",
    words=words,
    params=Params,
    facts=(ReplyFacts,),
    judge=judge,
)
