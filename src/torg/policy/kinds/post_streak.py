"""Many posts are fine on one day, not on several days in a row (V-42)."""

from datetime import timedelta

from pydantic import Field

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """posts_per_day or more, on days_in_a_row days that end with the planned day."""

    posts_per_day: int = Field(ge=2)
    days_in_a_row: int = Field(ge=2, le=14)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """This post makes the streak full."""
    if not isinstance(facts, PostFacts) or facts.planned_for is None:
        return None
    params = rule.params_as(Params)
    today = facts.planned_for
    counts = [
        facts.posts_by_day.get(today - timedelta(days=back), 0)
        for back in range(params.days_in_a_row)
    ]
    counts[0] += 1
    if min(counts) < params.posts_per_day:
        return None
    return rule.finding(setting.on, field="day", days=params.days_in_a_row)


def words(params: Params) -> str:
    """What the rule says."""
    return (
        f"{params.posts_per_day} inlägg eller fler om dagen är för mycket "
        f"{params.days_in_a_row} dagar i rad."
    )


KIND = Kind(
    name="post_streak",
    title="Flera dagar i rad",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
    placeholders={"days": 3},
)
