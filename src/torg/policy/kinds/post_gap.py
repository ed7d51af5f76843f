"""A channel is kept up to date (M2-08)."""

from datetime import timedelta

from pydantic import Field

from torg.policy.facts import ChannelFacts, Facts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted


class Params(Strict):
    """days: so many without a post are too many."""

    days: int = Field(ge=1, le=28)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """No post on any of the latest days."""
    if not isinstance(facts, ChannelFacts):
        return None
    days = rule.params_as(Params).days
    latest = (setting.on - timedelta(days=back) for back in range(days))
    if any(facts.posts_by_day.get(day, 0) for day in latest):
        return None
    return rule.finding(setting.on, field="day", days=days)


def words(params: Params) -> str:
    """What the rule says."""
    return f"Högst {counted(params.days, 'dag', 'dagar')} går mellan inläggen."


KIND = Kind(
    name="post_gap",
    title="Tyst för länge",
    area="post",
    words=words,
    params=Params,
    facts=(ChannelFacts,),
    judge=judge,
    placeholders={"days": 14},
)
