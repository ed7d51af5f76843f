"""Texts that can be understood: LIX and long sentences (G-47, S-14)."""

from pydantic import Field

from torg.policy.facts import Facts, PostFacts, ReplyFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """most_lix: the highest readability index. least_words: shorter texts are not measured."""

    most_lix: int = Field(ge=20, le=120)
    least_words: int = Field(default=20, ge=1)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The text is harder to read than that."""
    if not isinstance(facts, PostFacts | ReplyFacts):
        return None
    params = rule.params_as(Params)
    if len(facts.text.split()) < params.least_words:
        return None
    figure = setting.tools.text.lix(facts.text)
    if figure <= params.most_lix:
        return None
    return rule.finding(setting.on, field="text", figure=figure, most=params.most_lix)


def words(params: Params) -> str:
    """What the rule says."""
    return f"Texten är lätt att förstå: läsbarhetsindex (LIX) högst {params.most_lix}."


KIND = Kind(
    name="plain_language",
    title="Klarspråk",
    area="reply",
    words=words,
    params=Params,
    facts=(ReplyFacts, PostFacts),
    judge=judge,
    placeholders={"figure": 62, "most": 50},
)
