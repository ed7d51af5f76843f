"""B4 beside a peer: the same promise over the same arrivals, `deadline --peer NAME`.

24 office hours, Monday to Friday 08:00-16:30, Stockholm time, the same free days; no half days,
which neither peer has a word for. Each round runs Torg, the peer, Torg, by processor time, the
peer in a process and an environment of its own. The answers of both are counted against the
oracle that walks minute by minute. Gate: Torg takes at most 1/100 and 1/20 of their time.
"""

import statistics
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.deadline import (
    DAYS,
    OFFICE_MINUTES,
    START,
    USUAL,
    arrivals,
    micros,
    walked,
)
from benchmarks.peers import asked
from benchmarks.plan import Benchmark, Line, Plan
from benchmarks.rounds import cpu
from torg.kernel.swedish_calendar import FreeDays
from torg.kernel.worktime import OfficeCalendar, OfficeHours

SCRIPT = Path(__file__).with_name("peer_hours.py")
GATES = {"businesstimedelta": 1 / 100, "pandas": 1 / 20}
MOST = 5_000
JUDGED = 500
AGAIN = 20  # Torg's part is too short to be timed once
LATER = 400


def run(peer: str, plan: Plan) -> list[Line]:
    """Every size of the plan, at most MOST arrivals each."""
    return [_one(peer, rows, plan.rounds) for rows in plan.rows]


PEERS: dict[str, Benchmark] = {peer: partial(run, peer) for peer in GATES}


def _one(peer: str, rows: int, rounds: int) -> Line:
    calendar = OfficeCalendar(OfficeHours(week=(USUAL,) * 5 + ((),) * 2, free=FreeDays()))
    instants = arrivals(rows)[:MOST]
    given = {
        "opens": _clock(USUAL[0][0]),
        "closes": _clock(USUAL[0][1]),
        "hours": OFFICE_MINUTES // 60,
        "free": [day.isoformat() for day in _days() if calendar.holiday_name(day)],
        "arrived": [micros(at) for at in instants],
    }
    each, theirs, ours = [], [], []
    for _ in range(rounds):
        before = cpu(lambda: _subject(calendar, instants))
        found = asked(peer, SCRIPT, given)
        after = cpu(lambda: _subject(calendar, instants))
        ours.append((before + after) / 2 / AGAIN / len(instants))
        theirs.append(found["seconds"] / len(instants))
        each.append(ours[-1] / theirs[-1])
    mistaken, strayed = _wrong(calendar, instants[:JUDGED], found["due"])
    told = (
        f"Torg {statistics.median(ours) * 1e6:.2f} us, {peer} "
        f"{statistics.median(theirs) * 1e6:.1f} us a deadline: "
        f"{1 / statistics.median(each):,.0f} times as fast; {len(instants)} arrivals, wrong "
        f"against the minute walk: Torg {mistaken}, {peer} {strayed} of {len(instants[:JUDGED])}; "
        f"seed {rows}"
    )
    faults = (f"{mistaken} deadlines differ from the oracle",) if mistaken else ()
    return Line(rows, statistics.median(each), GATES[peer], told, faults)


def _subject(calendar: OfficeCalendar, instants: Sequence[datetime]) -> None:
    for _ in range(AGAIN):
        for at in instants:
            calendar.add_office_minutes(at, OFFICE_MINUTES)


def _wrong(
    calendar: OfficeCalendar, instants: Sequence[datetime], theirs: Sequence[int]
) -> tuple[int, int]:
    """How many of Torg's and of the peer's differ from the walk."""
    hours = {day: USUAL[0] for day in _days() if calendar.is_working_day(day)}
    true = [micros(walked(hours, at)) for at in instants]
    ours = [micros(calendar.add_office_minutes(at, OFFICE_MINUTES)) for at in instants]
    pairs = zip(true, ours, theirs, strict=False)
    both = [(one != right, other != right) for right, one, other in pairs]
    return sum(one for one, _ in both), sum(other for _, other in both)


def _days() -> list[date]:
    return [START.date() + timedelta(days=number) for number in range(-10, DAYS + LATER)]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
