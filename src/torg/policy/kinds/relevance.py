"""A post says why it concerns the residents (M1-02)."""

from pydantic import Field

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted


class Params(Strict):
    """least_words: of the statement."""

    least_words: int = Field(default=1, ge=1, le=50)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The statement is asked for and missing, or too short to say anything."""
    if not isinstance(facts, PostFacts) or facts.relevance is None:
        return None
    if len(facts.relevance.split()) >= rule.params_as(Params).least_words:
        return None
    return rule.finding(setting.on, field="relevance")


def words(params: Params) -> str:
    """What the rule says."""
    least = counted(params.least_words, "ord", "ord")
    return f"Den som vill publicera skriver varför inlägget angår invånarna, minst {least}."


KIND = Kind(
    name="relevance",
    title="Varför det angår invånarna",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
)
