"""Whoever had something published is there for the questions about it (M1-19, M1-43)."""

from datetime import timedelta
from typing import Any

from pydantic import Field

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """hours: elapsed, from the moment of publication."""

    hours: int = Field(ge=1, le=240)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """Nobody is named to answer."""
    if not isinstance(facts, PostFacts) or facts.answerer is None or facts.answerer.strip():
        return None
    return rule.finding(setting.on, field="answerer", hours=rule.params_as(Params).hours)


def show(rule: Rule, facts: PostFacts, setting: Setting) -> dict[str, Any]:
    """Hours, and until when as wall time once it is published."""
    hours = rule.params_as(Params).hours
    if facts.published_at is None:
        return {"hours": hours, "until": ""}
    until = setting.tools.clock.local(facts.published_at + timedelta(hours=hours))
    return {"hours": hours, "until": f"{until:%Y-%m-%d %H:%M}"}


def words(params: Params) -> str:
    """What the rule says."""
    return f"En namngiven person svarar på frågor i {params.hours} timmar efter publiceringen."


KIND = Kind(
    name="availability",
    title="Tillgänglig efter ett inlägg",
    area="post",
    words=words,
    single=True,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
    show=show,
    placeholders={"hours": 24},
)
