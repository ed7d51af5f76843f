"""Deadlines by three kinds of rule, on up to 290 municipalities' calendars, six years of arrivals.

Kinds: 24 office hours; 24 hours of working days; 24 clock hours, moved to the next opening.
Subject: the calendar's own answer, aware instants in and out. Limit: bisects in ready lists,
microseconds in and out. Wrong answers are counted against a clock that walks minute by
minute and knows nothing of tables. Then a calendar is edited and every row counted again.
Beside it the naive loop over days, for office hours alone, and how many deadlines a second
one core counts with the calendars prepared: at least 100,000.
"""

import random
import time
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.plan import Line, Plan
from benchmarks.rounds import ratio
from torg.kernel.swedish_calendar import DayRule, FreeDays
from torg.kernel.worktime import HalfDay, OfficeCalendar, OfficeHours, minutes_of

GATE = 3.0
OFFICE_MINUTES = 24 * 60
COMPARED = 2_000
OFFICE_TIME = timedelta(minutes=OFFICE_MINUTES)
MINUTE = 60_000_000
KINDS = 3
MOST_CALENDARS = 290
FEW_CALENDARS = 29
MANY = 100_000
Table = tuple[list[int], list[int], list[int]]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LEAST_A_SECOND = 100_000
LOOPED = 5_000
START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 6 * 365
ZONE = ZoneInfo("Europe/Stockholm")
USUAL = (minutes_of("08:00-16:30"),)
SHORT = (minutes_of("08:00-12:00"),)


def office(number: int = 0, *extra: DayRule) -> OfficeCalendar:
    """Monday to Friday, Swedish free days, short before Epiphany and on Walpurgis Eve.

    number: which municipality; each has hours of its own. extra: free days of its own.
    """
    opens, closes = USUAL[0]
    usual = ((opens - 5 * (number % 17), closes + 5 * (number // 17)),)
    shortened = tuple(
        HalfDay(DayRule(rule, name), SHORT)
        for name, rule in (("trettondagsafton", "01-05"), ("valborgsmässoafton", "04-30"))
    )
    week = (usual,) * 5 + ((),) * 2
    return OfficeCalendar(OfficeHours(week=week, free=FreeDays(extra=extra), half_days=shortened))


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


def walked(
    calendar_days: dict[date, tuple[int, int]], arrived: datetime, left: timedelta = OFFICE_TIME
) -> datetime:
    """The oracle: open wall-clock minutes counted one by one, rests of a minute first."""
    at = arrived
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


def opened(calendar_days: dict[date, tuple[int, int]], at: datetime) -> datetime:
    """The oracle of the next opening: minute by minute until somebody is there."""
    while True:
        wall = at.astimezone(ZONE)
        opens, closes = calendar_days.get(wall.date(), (0, 0))
        if opens <= wall.hour * 60 + wall.minute < closes:
            return at
        at = at.replace(second=0, microsecond=0) + timedelta(minutes=1)


def answers(calendar: OfficeCalendar, at: datetime) -> tuple[datetime, datetime, datetime]:
    """The subject: one deadline of each kind."""
    return (
        calendar.add_office_minutes(at, OFFICE_MINUTES),
        calendar.add_working_day_minutes(at, OFFICE_MINUTES),
        calendar.next_opening(at + OFFICE_TIME),
    )


def wrong(calendar: OfficeCalendar, instants: Sequence[datetime]) -> int:
    """How many answers differ from the oracle's."""
    hours = {day: _wall_minutes(calendar, day) for day in _all_days()}
    whole = {day: (0, 24 * 60) for day, (opens, closes) in hours.items() if opens < closes}
    return sum(
        (mine != theirs)
        for at in instants
        for mine, theirs in zip(
            answers(calendar, at),
            (walked(hours, at), walked(whole, at), opened(hours, at + OFFICE_TIME)),
            strict=True,
        )
    )


@dataclass(frozen=True, slots=True)
class Lists:
    """The limit's ready lists of one municipality, and its arrivals, all in microseconds."""

    office: Table
    whole: Table
    arrived: list[int]

    def answers(self) -> None:
        """One deadline of each kind for every arrival."""
        bisected(*self.office, self.arrived, OFFICE_MINUTES * MINUTE)
        bisected(*self.whole, self.arrived, OFFICE_MINUTES * MINUTE)
        opening(self.office[0], self.office[1], self.arrived, OFFICE_MINUTES * MINUTE)


def opening(starts: list[int], ends: list[int], instants: Sequence[int], later: int) -> list[int]:
    """The next opening so much later: one bisect."""
    found = []
    for at in instants:
        index = bisect_right(ends, at + later)
        found.append(max(at + later, starts[index]))
    return found


def run(plan: Plan) -> list[Line]:
    """Every size of the plan."""
    return [_one(rows, plan.rounds) for rows in plan.rows]


def _one(rows: int, rounds: int) -> Line:
    count = MOST_CALENDARS if rows >= MANY else FEW_CALENDARS
    began = time.process_time()
    calendars = [office(number) for number in range(count)]
    building = (time.process_time() - began) / count
    instants = arrivals(rows)
    shares = [instants[number::count] for number in range(count)]
    lists = [
        Lists(tables(calendar), tables(calendar, whole=True), [micros(at) for at in share])
        for calendar, share in zip(calendars, shares, strict=True)
    ]
    found = ratio(lambda: _subject(calendars, shares), lambda: _limit(lists), rounds)
    compared = min(max(rows // 50, 20), COMPARED)
    differing = sum(
        wrong(calendars[number], shares[number][: compared // FEW_CALENDARS + 1])
        for number in range(0, count, count // FEW_CALENDARS)
    )
    again = _recounted(instants)
    each = rows * KINDS
    speed = each / found.subject
    looped, strayed = _looped(calendars[0], shares[0][:LOOPED])
    told = (
        f"subject {found.subject / each * 1e6:.2f} us, limit {found.limit / each * 1e6:.2f} us, "
        f"{speed:,.0f} deadlines/s on one core; naive day loop {looped * 1e6:.1f} us, "
        f"{1 / looped:,.0f}/s; {count} calendars of {building * 1e3:.1f} ms, {KINDS} kinds, "
        f"wrong {differing}/{KINDS * FEW_CALENDARS * (compared // FEW_CALENDARS + 1)}, "
        f"recount after an edit {again:.2f} s, seed {rows}"
    )
    faults = [
        text
        for text, bad in (
            (f"{differing} deadlines differ from the oracle", differing),
            (f"the naive loop differs {strayed} times", strayed),
            (f"{speed:,.0f} deadlines/s (gate {LEAST_A_SECOND:,})", speed < LEAST_A_SECOND),
        )
        if bad
    ]
    return Line(rows, found.median, GATE, told, tuple(faults))


def day_loop(calendar: OfficeCalendar, hours: OfficeHours, at: datetime) -> datetime:
    """The naive way: day by day on the wall clock, one holiday list, until the time is used up."""
    left, day = OFFICE_TIME, at.astimezone(ZONE).date()
    while True:
        usual = hours.week[day.weekday()]
        if usual and not calendar.holiday_name(day):
            half = (day.month, day.day) in ((1, 5), (4, 30))
            opens, closes = SHORT[0] if half else usual[0]
            midnight = datetime.combine(day, datetime.min.time(), ZONE)
            begins = max(at, (midnight + timedelta(minutes=opens)).astimezone(UTC))
            ends = (midnight + timedelta(minutes=closes)).astimezone(UTC)
            if begins < ends:
                if left <= ends - begins:
                    return begins + left
                left -= ends - begins
        day += timedelta(days=1)


def _looped(calendar: OfficeCalendar, instants: Sequence[datetime]) -> tuple[float, int]:
    """Seconds a deadline of the naive loop, and how often it differs from the calendar."""
    began = time.process_time()
    found = [day_loop(calendar, calendar.hours, at) for at in instants]
    took = (time.process_time() - began) / len(instants)
    ours = [calendar.add_office_minutes(at, OFFICE_MINUTES) for at in instants]
    return took, sum(one != other for one, other in zip(found, ours, strict=True))


def _subject(calendars: Sequence[OfficeCalendar], shares: Sequence[Sequence[datetime]]) -> None:
    for calendar, share in zip(calendars, shares, strict=True):
        for at in share:
            answers(calendar, at)


def _limit(lists: Sequence[Lists]) -> None:
    for each in lists:
        each.answers()


def _recounted(instants: Sequence[datetime]) -> float:
    """Seconds for one municipality that gets a free day more: its table and every row anew."""
    began = time.process_time()
    edited = office(0, DayRule("09-14", "en lokal fridag"))
    for at in instants:
        edited.add_office_minutes(at, OFFICE_MINUTES)
    return time.process_time() - began


def tables(calendar: OfficeCalendar, *, whole: bool = False) -> Table:
    """The ready lists of the limit: starts, ends and open time through each span.

    whole: working days around the clock instead of office hours.
    """
    spans = [
        (micros(start), micros(end))
        for day in _all_days()
        for start, end in (_around(calendar, day) if whole else calendar.open_intervals(day))
    ]
    through: list[int] = []
    for start, end in spans:
        through.append((through[-1] if through else 0) + end - start)
    return [start for start, _ in spans], [end for _, end in spans], through


def _around(calendar: OfficeCalendar, day: date) -> list[tuple[datetime, datetime]]:
    if not calendar.is_working_day(day):
        return []
    midnights = [
        datetime.combine(each, datetime.min.time(), ZONE).astimezone(UTC)
        for each in (day, day + timedelta(days=1))
    ]
    return [(midnights[0], midnights[1])]


def _all_days() -> list[date]:
    return [START.date() + timedelta(days=number) for number in range(-10, DAYS + 60)]


def _wall_minutes(calendar: OfficeCalendar, day: date) -> tuple[int, int]:
    """The day's hours as the hours say, without the table: free, short or usual."""
    if day.weekday() > 4 or calendar.holiday_name(day):
        return (0, 0)
    half = (day.month, day.day) in ((1, 5), (4, 30))
    return SHORT[0] if half else calendar.hours.week[0][0]


def micros(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)
