"""Working time: properties for any calendar, and the nights on which the clocks change."""

import threading
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from torg.kernel.swedish_calendar import DayRule, FreeDays
from torg.kernel.worktime import (
    HalfDay,
    NeverOpenError,
    OfficeCalendar,
    OfficeHours,
    instants_of,
    minutes_of,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
USUAL = (((480, 1020),),) * 5 + ((), ())
ROUND_THE_CLOCK = (((0, 1440),),) * 7
LUNCH = (((480, 720), (780, 990)),) * 4 + (((480, 720),), (), ((120, 180), (1200, 1440)))

OFFICES = {
    "usual": OfficeCalendar(OfficeHours(week=USUAL)),
    "always": OfficeCalendar(OfficeHours(week=ROUND_THE_CLOCK)),
    "lunch": OfficeCalendar(
        OfficeHours(
            week=LUNCH,
            free=FreeDays(extra=(DayRule("2026-05-15", "Klämdag"),), removed=("easter",)),
            half_days=(HalfDay(DayRule("easter-3", "Skärtorsdag"), ((480, 720),)),),
        )
    ),
}
offices = st.sampled_from(sorted(OFFICES))
instants = st.datetimes(
    min_value=datetime.fromisoformat("2026-01-01"),
    max_value=datetime.fromisoformat("2028-12-31"),
    timezones=st.just(UTC),
)
amounts = st.integers(min_value=1, max_value=20_000)


def wall(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


@given(offices, instants, amounts, amounts)
def test_adding_twice_is_adding_the_sum(name: str, at: datetime, first: int, then: int) -> None:
    office = OFFICES[name]
    halfway = office.add_office_minutes(at, first)
    assert office.add_office_minutes(halfway, then) == office.add_office_minutes(at, first + then)
    between = office.add_working_day_minutes(at, first)
    assert office.add_working_day_minutes(between, then) == office.add_working_day_minutes(
        at, first + then
    )


@given(offices, instants, instants, amounts)
def test_what_came_first_is_due_first(
    name: str, one: datetime, other: datetime, minutes: int
) -> None:
    office = OFFICES[name]
    early, late = sorted((one, other))
    assert office.add_office_minutes(early, minutes) <= office.add_office_minutes(late, minutes)


@given(offices, instants)
def test_the_next_opening_is_open_and_nothing_opens_before(name: str, at: datetime) -> None:
    office = OFFICES[name]
    opening = office.next_opening(at)
    assert office.is_open(opening)
    assert opening >= at
    assert (opening == at) == office.is_open(at)
    day = office.local(opening).date()
    if opening != at:
        assert opening in [start for start, _ in office.open_intervals(day)]


@given(offices, instants)
def test_an_instant_is_open_when_its_wall_time_is_within_hours(name: str, at: datetime) -> None:
    office = OFFICES[name]
    local = at.astimezone(STOCKHOLM)
    spans = office.open_intervals(local.date())
    assert office.is_open(at) == any(start <= at < end for start, end in spans)
    minute = local.hour * 60 + local.minute
    half_day_near = name == "lunch" and local.month in {3, 4}
    if not office.holiday_name(local.date()) and not half_day_near:
        hours = office.hours.week[local.weekday()]
        assert office.is_open(at) == any(opens <= minute < ends for opens, ends in hours)


@given(offices, st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 12, 31)))
def test_the_next_working_day_is_the_first_one(name: str, day: date) -> None:
    office = OFFICES[name]
    found = office.next_working_day(day)
    between = [day + timedelta(days=n) for n in range(1, (found - day).days)]
    assert office.is_working_day(found)
    assert not any(office.is_working_day(each) for each in between)
    assert office.end_of_office_day(found) == office.open_intervals(found)[-1][1]


@given(offices, instants, amounts)
@settings(max_examples=60)
def test_open_minutes_between_are_what_was_added(name: str, at: datetime, minutes: int) -> None:
    office = OFFICES[name]
    due = office.add_office_minutes(at, minutes)
    counted = timedelta()
    day = office.local(at).date()
    while day <= office.local(due).date():
        for start, end in office.open_intervals(day):
            counted += max(timedelta(), min(end, due) - max(start, at))
        day += timedelta(days=1)
    assert counted == timedelta(minutes=minutes)


def test_a_sum_that_is_full_at_closing_stays_there() -> None:
    office = OFFICES["usual"]
    assert office.add_office_minutes(wall(2026, 9, 11, 16), 60) == wall(2026, 9, 11, 17)
    assert office.add_office_minutes(wall(2026, 9, 11, 17), 60) == wall(2026, 9, 14, 9)
    assert not office.is_open(wall(2026, 9, 11, 17))
    assert office.is_open(wall(2026, 9, 11, 8))


def test_half_days_and_days_of_ones_own_shorten_the_week() -> None:
    office = OFFICES["lunch"]
    assert office.end_of_office_day(date(2026, 4, 2)) == wall(2026, 4, 2, 12)
    assert not office.is_working_day(date(2026, 5, 15))
    assert office.holiday_name(date(2026, 5, 15)) == "Klämdag"
    assert office.is_working_day(date(2026, 4, 5))
    with pytest.raises(ValueError, match="closed"):
        office.end_of_office_day(date(2026, 5, 15))


def test_the_spring_night_is_an_hour_short() -> None:
    office = OFFICES["always"]
    evening = wall(2026, 3, 28, 22)
    assert office.add_office_minutes(evening, 24 * 60) == wall(2026, 3, 29, 23)
    spans = OFFICES["lunch"].open_intervals(date(2026, 3, 29))
    assert spans == ((wall(2026, 3, 29, 20), wall(2026, 3, 30)),)  # 02-03 does not exist


def test_the_autumn_night_has_two_hours_from_two() -> None:
    office = OFFICES["always"]
    assert office.add_office_minutes(wall(2026, 10, 24, 22), 24 * 60) == wall(2026, 10, 25, 21)
    first, second, evening = OFFICES["lunch"].open_intervals(date(2026, 10, 25))
    assert [first, second] == [
        (datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ]
    assert evening[0] == wall(2026, 10, 25, 20)


def test_a_wall_time_is_none_one_or_two_instants() -> None:
    assert instants_of(datetime.fromisoformat("2026-03-29T02:30")) == ()
    assert instants_of(datetime.fromisoformat("2026-03-29T03:00")) == (
        datetime(2026, 3, 29, 1, tzinfo=UTC),
    )
    assert instants_of(datetime.fromisoformat("2026-10-25T02:30")) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
    assert instants_of(datetime.fromisoformat("2026-09-08T08:00")) == (
        datetime(2026, 9, 8, 6, tzinfo=UTC),
    )
    with pytest.raises(ValueError, match="zone"):
        instants_of(datetime(2026, 9, 8, 8, tzinfo=UTC))


@given(instants)
def test_every_instant_is_among_those_of_its_wall_time(at: datetime) -> None:
    found = instants_of(at.astimezone(STOCKHOLM).replace(tzinfo=None))
    assert at in found
    assert len(found) in {1, 2}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("08:00-17:00", (480, 1020)), ("00:00-24:00", (0, 1440)), ("18:30-24:00", (1110, 1440))],
)
def test_hours_are_read(text: str, minutes: tuple[int, int]) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["", "8-17", "17:00-08:00", "08:00-25:00", "08:00-08:00", "kl 8"])
def test_broken_hours_are_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="intervall"):
        minutes_of(text)


def test_an_office_that_never_opens_is_refused() -> None:
    with pytest.raises(NeverOpenError):
        OfficeCalendar(OfficeHours(week=((),) * 7))


def test_the_table_grows_to_the_years_asked_for() -> None:
    office = OfficeCalendar(OfficeHours(week=USUAL))
    assert office.add_office_minutes(wall(2050, 1, 3, 8), 60) == wall(2050, 1, 3, 9)
    assert office.is_working_day(date(2009, 9, 8))
    assert office.next_working_day(date(2052, 12, 31)) == date(2053, 1, 2)
    assert office.add_office_minutes(wall(2026, 9, 7, 8), 9 * 60 * 3000).year == 2038


def test_threads_may_share_a_growing_calendar() -> None:
    office = OfficeCalendar(OfficeHours(week=USUAL))
    wrong: list[int] = []

    def ask(year: int) -> None:
        for month in range(1, 13):
            day = office.next_working_day(date(year, month, 10))
            if not office.is_working_day(day):
                wrong.append(year)

    threads = [threading.Thread(target=ask, args=(year,)) for year in range(1995, 2070, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
