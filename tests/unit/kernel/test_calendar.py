"""Swedish holidays by lag (1989:253), and a municipality's own changes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torg.kernel.swedish_calendar import DayRule, FreeDays, days_named, swedish_holidays


def test_the_free_days_of_2026() -> None:
    assert swedish_holidays(2026) == {
        date(2026, 1, 1): "Nyårsdagen",
        date(2026, 1, 6): "Trettondedag jul",
        date(2026, 4, 3): "Långfredagen",
        date(2026, 4, 5): "Påskdagen",
        date(2026, 4, 6): "Annandag påsk",
        date(2026, 5, 1): "Första maj",
        date(2026, 5, 14): "Kristi himmelsfärdsdag",
        date(2026, 5, 24): "Pingstdagen",
        date(2026, 6, 6): "Nationaldagen",
        date(2026, 6, 19): "Midsommarafton",
        date(2026, 6, 20): "Midsommardagen",
        date(2026, 10, 31): "Alla helgons dag",
        date(2026, 12, 24): "Julafton",
        date(2026, 12, 25): "Juldagen",
        date(2026, 12, 26): "Annandag jul",
        date(2026, 12, 31): "Nyårsafton",
    }


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("2026-05-15", (date(2026, 5, 15),)),
        ("2027-05-15", ()),
        ("04-30", (date(2026, 4, 30),)),
        ("02-29", ()),
        ("easter-3", (date(2026, 4, 2),)),
        ("easter+38", (date(2026, 5, 13),)),
        ("midsummer", (date(2026, 6, 20),)),
        ("all_saints-1", (date(2026, 10, 30),)),
    ],
)
def test_a_day_rule_names_a_day(rule: str, days: tuple[date, ...]) -> None:
    assert days_named(rule, 2026) == days


@pytest.mark.parametrize("rule", ["", "13-01", "2026-02-30", "easter-", "pingst", "2026-1-1"])
def test_a_broken_day_rule_is_refused_in_words(rule: str) -> None:
    with pytest.raises(ValueError, match="dag"):
        days_named(rule, 2026)


def test_a_municipality_adds_and_removes_days() -> None:
    free = FreeDays(extra=(DayRule("2026-05-15", "Klämdag"),), removed=("06-06", "12-31"))
    days = free.of_year(2026)
    assert days[date(2026, 5, 15)] == "Klämdag"
    assert date(2026, 6, 6) not in days
    assert date(2026, 12, 31) not in days
    assert len(days) == 15
    assert date(2027, 5, 15) not in free.of_year(2027)


@given(st.integers(min_value=1990, max_value=2090))
def test_moving_days_fall_where_the_law_puts_them(year: int) -> None:
    days = swedish_holidays(year)

    def named(name: str) -> date:
        return next(day for day, label in days.items() if name in label)

    assert named("Långfredagen").weekday() == 4
    assert named("Kristi himmelsfärdsdag").weekday() == 3
    midsummer, all_saints = named("Midsommardagen"), named("Alla helgons dag")
    assert midsummer.weekday() == 5
    assert date(year, 6, 20) <= midsummer <= date(year, 6, 26)
    assert all_saints.weekday() == 5
    assert date(year, 10, 31) <= all_saints <= date(year, 11, 6)
