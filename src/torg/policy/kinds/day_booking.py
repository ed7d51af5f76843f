"""Days are booked on a channel, so many posts each (M1-29 to M1-33)."""

from datetime import date
from typing import Any

from pydantic import Field

from torg.policy.facts import ChannelFacts, Facts, Place, PostFacts
from torg.policy.findings import BookingRule, Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted, day_words


class Params(Strict):
    """reviewed: a booking is accepted, sent back or declined by the account's responsible."""

    max_per_day: int = Field(ge=1)
    reviewed: bool = False


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """One post too many on a day."""
    if not isinstance(facts, PostFacts) or facts.planned_for is None:
        return None
    params = rule.params_as(Params)
    if facts.posts_by_day.get(facts.planned_for, 0) < params.max_per_day:
        return None
    words = {"day": day_words(facts.planned_for), "max": params.max_per_day}
    return rule.finding(setting.on, field="day", **words)


def booking_rule(rule: Rule) -> BookingRule:
    """The answer to `booking_limit`."""
    params = rule.params_as(Params)
    refusal = rule.finding(date.min, day="dagen", max=params.max_per_day)
    return BookingRule(
        rule_id=rule.id,
        max_per_day=params.max_per_day,
        message=refusal.message,
        reason=rule.reason,
        citation=rule.citation,
        help_key=rule.help_key,
        reviewed=params.reviewed,
    )


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """The booking rule as values."""
    found = booking_rule(rule)
    return {"max_per_day": found.max_per_day, "reviewed": found.reviewed}


def words(params: Params) -> str:
    """What the rule says."""
    booked = f"Högst {counted(params.max_per_day, 'inlägg', 'inlägg')} om dagen bokas in."
    return f"{booked} Den som ansvarar för kontot bedömer bokningen." if params.reviewed else booked


KIND = Kind(
    name="day_booking",
    title="Dagbokning",
    area="post",
    words=words,
    single=True,
    params=Params,
    facts=(PostFacts, ChannelFacts),
    judge=judge,
    show=show,
    placeholders={"day": "måndag 7 september", "max": 1},
)
