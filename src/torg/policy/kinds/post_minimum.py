"""A channel should not fall silent (M2-16, V-43, V-44): reminders, never a block."""

from datetime import date, time, timedelta
from typing import Literal

from pydantic import Field

from torg.policy.facts import ChannelFacts, Facts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Params(Strict):
    """At least `posts` per week, day or working day, or on average per day over `window_days`.

    Week: reminded from remind_on. Day, working day: from remind_at (wall time).
    """

    per: Literal["week", "day", "working_day", "average_day"]
    posts: int = Field(ge=1)
    remind_on: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "fri"
    remind_at: time = time(15)
    window_days: int = Field(default=28, ge=7, le=28)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The channel is below its minimum, and it is late enough to say so."""
    if not isinstance(facts, ChannelFacts):
        return None
    params = rule.params_as(Params)
    first = _first_day(params, setting)
    if first is None:
        return None
    days = (setting.on - first).days + 1
    count = sum(facts.posts_by_day.get(first + timedelta(days=n), 0) for n in range(days))
    wanted = params.posts * (days if params.per == "average_day" else 1)
    if count >= wanted:
        return None
    return rule.finding(setting.on, field="day", count=count, minimum=params.posts)


def _first_day(params: Params, setting: Setting) -> date | None:
    """Where the counting begins; None: too early to remind, or no such day."""
    today, clock = setting.on, setting.tools.clock
    if params.per == "week":
        early = today.weekday() < _WEEKDAYS.index(params.remind_on)
        return None if early else today - timedelta(days=today.weekday())
    if params.per == "average_day":
        return today - timedelta(days=params.window_days - 1)
    late = clock.local(setting.at).time() >= params.remind_at
    counts = params.per == "day" or clock.is_working_day(today)
    return today if late and counts else None


def words(params: Params) -> str:
    """What the rule says."""
    often = {
        "week": "i veckan",
        "day": "varje dag",
        "working_day": "varje arbetsdag",
        "average_day": f"om dagen i snitt över {params.window_days} dagar",
    }[params.per]
    return f"Minst {counted(params.posts, 'inlägg', 'inlägg')} {often}."


KIND = Kind(
    name="post_minimum",
    title="Minsta antal inlägg",
    area="post",
    words=words,
    params=Params,
    facts=(ChannelFacts,),
    judge=judge,
    placeholders={"count": 1, "minimum": 2},
)
