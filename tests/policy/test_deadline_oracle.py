"""Deadlines against an oracle that walks minutes, written from the clauses alone.

The oracle shares no code with the desk: its own holidays (lag 1989:253 and the three
customary eves), its own walk through every minute of three years, its own reading.
"""

import random
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.policy.packs import changed, engine, rule_of

from torg.policy.engine import Engine
from torg.policy.facts import InboundFacts

ARRIVALS = 40_000
START, END = datetime(2025, 12, 1, tzinfo=UTC), datetime(2029, 3, 1, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
WEEK = ((480, 1020),)
WITH_LUNCH = ((480, 720), (780, 990))
ODD_WEEK = (*(WITH_LUNCH,) * 4, ((480, 690),), (), ((1200, 1440),))
Due = tuple[datetime | None, datetime | None]


def easter(year: int) -> date:
    """Gauss's rule for the Gregorian calendar, good for 1900-2099."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    if (d, e) == (29, 6) or (d == 28 and e == 6 and a > 10):
        d -= 7
    return date(year, 3, 22) + timedelta(days=d + e)


def saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)


@cache
def red_days(year: int) -> frozenset[date]:
    sunday = easter(year)
    midsummer = saturday_from(date(year, 6, 20))
    fixed = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))
    moving = {sunday + timedelta(days=n) for n in (-2, 0, 1, 39, 49)}
    others = {midsummer, midsummer - timedelta(days=1), saturday_from(date(year, 10, 31))}
    return frozenset({date(year, month, day) for month, day in fixed} | moving | others)


@dataclass(frozen=True)
class Walked:
    """Minute by minute from START: passed working-day and office minutes; closings by date."""

    working: list[int]
    office: list[int]
    closing: dict[date, datetime]

    def after(self, passed: list[int], at: datetime, minutes: int) -> datetime:
        wanted = passed[minute_of(at)] + minutes
        return START + timedelta(minutes=bisect_left(passed, wanted))

    def closing_after(self, day: date) -> datetime:
        day += timedelta(days=1)
        while day not in self.closing:
            day += timedelta(days=1)
        return self.closing[day]

    def asked_on(self, at: datetime) -> date:
        """The day that counts as the day of asking, with the office's closing as cut-off."""
        day = at.astimezone(STOCKHOLM).date()
        while day not in self.closing or at >= self.closing[day]:
            day += timedelta(days=1)
        return day


def minute_of(at: datetime) -> int:
    return int((at - START) / timedelta(minutes=1))


@cache
def walk(kind: str) -> Walked:
    """Every minute from START to END for one office."""
    working, office = bytearray(), bytearray()
    closing: dict[date, datetime] = {}
    hour = START
    while hour < END:
        local = hour.astimezone(STOCKHOLM)
        day, first = local.date(), local.hour * 60
        spans = office_of(kind, day)
        working += bytes([1 if spans else 0]) * 60
        open_now = [any(a <= first + n < b for a, b in spans) for n in range(60)]
        office += bytes(open_now)
        if any(open_now):
            last = max(n for n in range(60) if open_now[n])
            closing[day] = hour + timedelta(minutes=last + 1)
        hour += timedelta(hours=1)
    return Walked([0, *accumulate(working)], [0, *accumulate(office)], closing)


def office_of(kind: str, day: date) -> tuple[tuple[int, int], ...]:
    if day in red_days(day.year):
        return ()
    if kind == "usual":
        return WEEK if day.weekday() < 5 else ()
    if day == easter(day.year) - timedelta(days=3):
        return ((480, 720),)
    return ODD_WEEK[day.weekday()]


def malmo(at: datetime, walked: Walked) -> Due:
    """Quick (M2-08), with the local number: 24 hours that run on working days."""
    return None, walked.after(walked.working, at, 24 * 60)


def goteborg(at: datetime, walked: Walked) -> Due:
    """The same day (G-22); later than closing counts as the next opening (A-05)."""
    return walked.closing[walked.asked_on(at)], None


def stockholm(at: datetime, walked: Walked) -> Due:
    """24 hours in office time (S-16, reading A); on days off the next working day (S-17)."""
    day = at.astimezone(STOCKHOLM).date()
    if day not in walked.closing:
        return None, walked.closing_after(day)
    return None, walked.after(walked.working, at, 24 * 60)


def stockholm_b(at: datetime, walked: Walked) -> Due:
    """S-16 in reading B: 24 hours of open office added together; S-17 as above."""
    day = at.astimezone(STOCKHOLM).date()
    if day not in walked.closing:
        return None, walked.closing_after(day)
    return None, walked.after(walked.office, at, 24 * 60)


def vallentuna(at: datetime, walked: Walked) -> Due:
    """Preferably the same day, at the very latest the next weekday (V-59)."""
    day = walked.asked_on(at)
    return walked.closing[day], walked.closing_after(day)


def arrivals(seed: int, number: int) -> list[datetime]:
    chance = random.Random(seed)
    first = minute_of(datetime(2026, 1, 1, tzinfo=UTC))
    last = minute_of(datetime(2029, 1, 1, tzinfo=UTC))
    return [START + timedelta(minutes=chance.randrange(first, last)) for _ in range(number)]


def differences(
    asked: Engine, oracle: Any, walked: Walked, seed: int, number: int = 10_000
) -> list[str]:
    found = []
    for at in arrivals(seed, number):
        due = asked.deadline(InboundFacts(network="facebook", arrived_at=at))
        expected = oracle(at, walked)
        if (due.target, due.limit) != expected:
            found.append(f"{at}: {due.target}, {due.limit}; oracle {expected}")
    return found


@pytest.mark.parametrize("oracle", [malmo, goteborg, stockholm, vallentuna])
def test_forty_thousand_arrivals_as_the_clauses_say(oracle: Any) -> None:
    name = oracle.__name__
    found = differences(engine(name), oracle, walk("usual"), seed=len(name), number=ARRIVALS)
    assert found == []


def odd_office(raw: dict[str, Any]) -> None:
    raw["office"] = {
        "hours": {
            **{day: ["08:00-12:00", "13:00-16:30"] for day in ("mon", "tue", "wed", "thu")},
            "fri": ["08:00-11:30"],
            "sun": ["20:00-24:00"],
        },
        "half_days": [{"day": "easter-3", "name": "Skärtorsdag", "hours": ["08:00-12:00"]}],
    }


@pytest.mark.parametrize("oracle", [malmo, goteborg, stockholm, vallentuna])
def test_the_same_with_lunch_half_days_and_a_sunday_until_midnight(oracle: Any) -> None:
    asked = changed(oracle.__name__, odd_office)
    assert differences(asked, oracle, walk("odd"), seed=7) == []


def test_reading_b_adds_office_hours_together() -> None:
    def reading_b(raw: dict[str, Any]) -> None:
        rule = rule_of(raw, "stockholm.reply.deadline")
        rule["params"] = {"reading": "office_hours", "hours": 24}

    asked = changed("stockholm", reading_b)
    assert differences(asked, stockholm_b, walk("usual"), seed=11) == []


def test_the_oracle_tells_the_municipalities_apart() -> None:
    for other in ("goteborg", "malmo", "vallentuna"):
        assert differences(engine(other), stockholm, walk("usual"), seed=3)
    assert differences(changed("malmo", odd_office), malmo, walk("usual"), seed=3)
