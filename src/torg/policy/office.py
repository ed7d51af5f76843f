"""The working time that a pack describes, ready to reckon with."""

from functools import lru_cache

from torg.kernel import text
from torg.kernel.swedish_calendar import DayRule, FreeDays
from torg.kernel.worktime import HalfDay, OfficeCalendar, OfficeHours, minutes_of
from torg.policy.instruments import Instruments
from torg.policy.pack_format import Office
from torg.policy.swedish import WEEKDAYS, listed

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def instruments_of(office: Office) -> Instruments:
    """The clock of the office and the reader of texts. Raises ValueError in Swedish."""
    return Instruments(clock=calendar_of(office), text=text)


def calendar_of(office: Office) -> OfficeCalendar:
    """The office calendar. Raises ValueError in Swedish if it cannot be."""
    hours = OfficeHours(
        week=tuple(_intervals(office.hours.get(day, ())) for day in _WEEK),  # type: ignore[call-overload]
        free=FreeDays(
            extra=tuple(DayRule(free.day, free.name) for free in office.extra_free_days),
            removed=office.removed_free_days,
        ),
        half_days=tuple(
            HalfDay(DayRule(half.day, half.name), _intervals(half.hours))
            for half in office.half_days
        ),
        zone=office.zone,
    )
    return _calendar(hours)


def hours_in_words(office: Office) -> str:
    """måndag–fredag 08:00-17:00, days with equal hours that follow on each other taken together."""
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    for number, day in enumerate(_WEEK):
        hours = tuple(office.hours.get(day, ()))  # type: ignore[call-overload]
        if hours and spans and spans[-1][1:] == (number - 1, hours):
            spans[-1] = (spans[-1][0], number, hours)
        elif hours:
            spans.append((number, number, hours))
    said = [
        f"{WEEKDAYS[first]}{f'–{WEEKDAYS[last]}' if last > first else ''} {listed(hours)}"
        for first, last, hours in spans
    ]
    return f"Kontoret är öppet {listed(said)}." if said else ""


@lru_cache(maxsize=512)
def _calendar(hours: OfficeHours) -> OfficeCalendar:
    return OfficeCalendar(hours)


def _intervals(written: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(minutes_of(interval) for interval in written))
