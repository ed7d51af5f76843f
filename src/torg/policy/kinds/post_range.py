"""Often enough to be current, not so often that it intrudes (V-41)."""

from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from torg.policy.facts import ChannelFacts, Facts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """Posts in a week, Monday to Sunday, at least and at most."""

    least: int = Field(ge=0)
    most: int = Field(ge=1, le=200)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most < self.least:
            raise ValueError("most får inte vara mindre än least")
        return self


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The week before this one fell outside, or this one already has too many."""
    if not isinstance(facts, ChannelFacts):
        return None
    params = rule.params_as(Params)
    monday = setting.on - timedelta(days=setting.on.weekday())
    count = _week(facts, monday)
    if count <= params.most:
        count = _week(facts, monday - timedelta(days=7))
        if params.least <= count <= params.most:
            return None
    words = {"count": count, "least": params.least, "most": params.most}
    return rule.finding(setting.on, field="day", **words)


def _week(facts: ChannelFacts, monday: date) -> int:
    return sum(facts.posts_by_day.get(monday + timedelta(days=n), 0) for n in range(7))


def words(params: Params) -> str:
    """What the rule says."""
    return f"Mellan {params.least} och {params.most} inlägg i veckan är lagom."


KIND = Kind(
    name="post_range",
    title="Lagom ofta",
    area="post",
    words=words,
    params=Params,
    facts=(ChannelFacts,),
    judge=judge,
    placeholders={"count": 1, "least": 2, "most": 14},
)
