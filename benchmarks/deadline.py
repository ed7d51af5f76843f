"""Deadlines: 24 office hours on a calendar with holidays and half days, six years of arrivals.

Subject: the calendar's own answer, aware instants in and out. Limit: one bisect in each of
two ready lists, microseconds in and out. Wrong answers are counted against a clock that
walks minute by minute and knows nothing of tables.
"""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.plan import Line, Plan
from benchmarks.rounds import ratio
from torg.kernel.swedish_calendar import DayRule, FreeDays
from torg.kernel.worktime import HalfDay, OfficeCalendar, OfficeHours, minutes_of

GATE = 3.0
OFFICE_MINUTES = 24 * 60
COMPARED = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 6 * 365
ZONE = ZoneInfo("Europe/Stockholm")
USUAL = (minutes_of("08:00-16:30"),)
SHORT = (minutes_of("08:00-12:00"),)


def office() -> OfficeCalendar:
    """Monday to Friday, Swedish free days, short before Epiphany and on Walpurgis Eve."""
    shortened = tuple(
        HalfDay(DayRule(rule, name), SHORT)
        for name, rule in (("trettondagsafton", "01-05"), ("valborgsmässoafton", "04-30"))
    )
    week = (USUAL,) * 5 + ((),) * 2
    return OfficeCalendar(OfficeHours(week=week, free=FreeDays(), half_days=shortened))


def arrivals(count: int) -> list[datetime]:
    """Instants spread evenly over the years, to the microsecond; the same each time."""
    chance = random.Random(count)
    return [START + timedelta(days=chance.random() * DAYS) for _ in range(count)]


def bisected(
    starts: list[int], ends: list[int], through: list[int], instants: Sequence[int], amount: int
) -> list[int]:
    """Microseconds in, microseconds out."""
    found = []
    for at in instants:
        index = bisect_right(starts, at) - 1
        wanted = amount
        if index >= 0:
            wanted += through[index] - max(0, ends[index] - at)
        later = bisect_left(through, wanted)
        found.append(ends[later] - (through[later] - wanted))
    return found


def walked(calendar_days: dict[date, tuple[int, int]], arrived: datetime) -> datetime:
    """The oracle: open wall-clock minutes counted one by one, rests of a minute first."""
    left, at = timedelta(minutes=OFFICE_MINUTES), arrived
    while True:
        past = timedelta(seconds=at.second, microseconds=at.microsecond)
        step = min(timedelta(minutes=1) - past, left)
        wall = at.astimezone(ZONE)
        opens, closes = calendar_days.get(wall.date(), (0, 0))
        if opens <= wall.hour * 60 + wall.minute < closes:
            left -= step
            if not left:
                return at + step
        at += step


def wrong(calendar: OfficeCalendar, instants: Sequence[datetime]) -> int:
    """How many answers differ from the oracle's."""
    hours = {day: _wall_minutes(calendar, day) for day in _all_days()}
    return sum(
        calendar.add_office_minutes(at, OFFICE_MINUTES) != walked(hours, at) for at in instants
    )


def run(plan: Plan) -> list[Line]:
    """Every size of the plan."""
    calendar = office()
    return [_one(calendar, rows, plan.rounds) for rows in plan.rows]


def _one(calendar: OfficeCalendar, rows: int, rounds: int) -> Line:
    instants = arrivals(rows)
    numbers = [micros(at) for at in instants]
    ready = tables(calendar)
    found = ratio(
        lambda: [calendar.add_office_minutes(at, OFFICE_MINUTES) for at in instants],
        lambda: bisected(*ready, numbers, OFFICE_MINUTES * 60_000_000),
        rounds,
    )
    differing = wrong(calendar, instants[:COMPARED])
    told = (
        f"subject {found.subject / rows * 1e6:.2f} us, limit {found.limit / rows * 1e6:.2f} us, "
        f"wrong {differing}/{min(rows, COMPARED)}"
    )
    faults = (f"{differing} deadlines differ from the oracle",) if differing else ()
    return Line(rows, found.median, GATE, told, faults)


def tables(calendar: OfficeCalendar) -> tuple[list[int], list[int], list[int]]:
    """The ready lists of the limit: starts, ends and open time through each span."""
    spans = [
        (micros(start), micros(end))
        for day in _all_days()
        for start, end in calendar.open_intervals(day)
    ]
    through: list[int] = []
    for start, end in spans:
        through.append((through[-1] if through else 0) + end - start)
    return [start for start, _ in spans], [end for _, end in spans], through


def _all_days() -> list[date]:
    return [START.date() + timedelta(days=number) for number in range(-10, DAYS + 60)]


def _wall_minutes(calendar: OfficeCalendar, day: date) -> tuple[int, int]:
    """The day's hours as the hours say, without the table: free, short or usual."""
    if day.weekday() > 4 or calendar.holiday_name(day):
        return (0, 0)
    return SHORT[0] if (day.month, day.day) in ((1, 5), (4, 30)) else USUAL[0]


def micros(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)
