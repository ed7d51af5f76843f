"""Swedish holidays, eves and half days, with a municipality's own additions and removals.

Public holidays follow lag (1989:253); midsummer, Christmas and New Year's Eve are
free by custom (category `de_facto`). Ordinary Sundays are not listed: weekdays are
the office hours' business.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays.countries.sweden import Sweden

_ANCHORS = {
    "easter": "Påskdagen",
    "midsummer": "Midsommardagen",
    "all_saints": "Alla helgons dag",
}
_EVERY_YEAR = re.compile(r"(\d\d)-(\d\d)")
_ONCE = re.compile(r"\d{4}-\d\d-\d\d")
_MOVING = re.compile(rf"({'|'.join(_ANCHORS)})([+-]\d{{1,2}})?")


@lru_cache(maxsize=200)
def swedish_holidays(year: int) -> Mapping[date, str]:
    """Public holidays and the three customary eves of a year, with their Swedish names."""
    found = _sweden()(
        years=year,
        language="sv",
        include_sundays=False,
        categories=("public", "de_facto"),
    )
    return dict(sorted(found.items()))


@cache
def _sweden() -> "type[Sweden]":
    """Imported when the first year is asked for: every other country comes with it."""
    country: type[Sweden] = import_module("holidays.countries.sweden").Sweden
    return country


def days_named(rule: str, year: int) -> tuple[date, ...]:
    """The days of a year that a day rule names: one or none.

    Rules: "2026-05-15" (once), "04-30" (every year), "easter-3", "midsummer-1",
    "all_saints-1" (moving). Raises ValueError with a Swedish sentence for anything else.
    """
    try:
        if _ONCE.fullmatch(rule):
            day = date.fromisoformat(rule)
            return (day,) if day.year == year else ()
        if yearly := _EVERY_YEAR.fullmatch(rule):
            date(2024, int(yearly[1]), int(yearly[2]))  # a leap year: 02-29 is a rule too
            return _unless_leap(year, int(yearly[1]), int(yearly[2]))
    except ValueError as error:
        raise ValueError(f"{rule!r} är ingen dag i almanackan") from error
    if moving := _MOVING.fullmatch(rule):
        return (_anchor(moving[1], year) + timedelta(days=int(moving[2] or 0)),)
    raise ValueError(f"{rule!r} är ingen dagregel (exempel: 2026-05-15, 04-30, easter-3)")


def _unless_leap(year: int, month: int, day: int) -> tuple[date, ...]:
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


@lru_cache(maxsize=600)
def _anchor(name: str, year: int) -> date:
    wanted = _ANCHORS[name]
    return next(day for day, label in swedish_holidays(year).items() if wanted in label)


@dataclass(frozen=True, slots=True)
class DayRule:
    """A day that differs from the ordinary: its rule, as in `days_named`, and its name."""

    rule: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class FreeDays:
    """A municipality's free days: the Swedish ones, plus `extra`, minus `removed`."""

    extra: tuple[DayRule, ...] = ()
    removed: tuple[str, ...] = ()

    def of_year(self, year: int) -> dict[date, str]:
        """Free days of the year with their names, in order."""
        found = dict(swedish_holidays(year))
        for rule in self.removed:
            for day in days_named(rule, year):
                found.pop(day, None)
        for extra in self.extra:
            for day in days_named(extra.rule, year):
                found[day] = extra.name or "Ledig dag"
        return dict(sorted(found.items()))
