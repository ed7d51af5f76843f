"""The author is told why, or a reason from a list is chosen (V-65, A-32)."""

from pydantic import Field

from torg.policy.facts import Facts, RemovalFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Key, Strict, Text
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed


class Reason(Strict):
    """Why the author is not told."""

    code: Key
    label: Text


class Params(Strict):
    """reasons: the only ones that count."""

    reasons: tuple[Reason, ...] = Field(min_length=1)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The case is closed with neither."""
    if not isinstance(facts, RemovalFacts) or facts.notice is None:
        return None
    codes = {reason.code for reason in rule.params_as(Params).reasons}
    return None if facts.notice in codes | {"sent"} else rule.finding(setting.on, field="notice")


def words(params: Params) -> str:
    """What the rule says."""
    why = listed([reason.label for reason in params.reasons], "eller")
    return f"Den som skrev får veta varför, utom när något av detta gäller: {why}."


KIND = Kind(
    name="author_notice",
    title="Besked till den som skrev",
    area="removal",
    words=words,
    single=True,
    params=Params,
    facts=(RemovalFacts,),
    judge=judge,
)
