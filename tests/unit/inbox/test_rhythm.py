"""Silence is measured by the channel's own rhythm, and no night or holiday makes it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from torg.inbox.queries.rhythm import FEWEST, LEAST, MULTIPLE, OfficeClock, silence
from torg.kernel.worktime import OfficeCalendar, OfficeHours

DAY = ((8 * 60, 17 * 60),)
OFFICE = OfficeCalendar(OfficeHours(week=(DAY,) * 5 + ((), ())))
START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES = st.integers(min_value=0, max_value=365 * 24 * 60)
GAPS = st.lists(st.integers(min_value=1, max_value=900), min_size=FEWEST, max_size=60)


def history(start: int, gaps: list[int]) -> list[datetime]:
    at, found = START + timedelta(minutes=start), []
    for gap in gaps:
        at += timedelta(minutes=gap)
        found.append(at)
    return found


@settings(max_examples=60, deadline=None)
@given(MINUTES, GAPS, st.integers(min_value=0, max_value=10 * 24 * 60))
def test_silence_is_long_in_office_time_and_passes_only_by_an_arrival(
    start: int, gaps: list[int], later: int
) -> None:
    arrivals = history(start, gaps)
    now = arrivals[-1] + timedelta(minutes=later)
    found = silence(arrivals, now, OFFICE)
    clock = OfficeClock(OFFICE, arrivals[-1], now)
    passed = clock.read(now) - clock.read(arrivals[-1])
    if found is None:
        assert silence(arrivals, arrivals[-1], OFFICE) is None
        return
    assert found.now == passed > max(LEAST, found.usual * MULTIPLE)
    assert found.last == arrivals[-1]
    assert silence([*arrivals, now], now, OFFICE) is None


@settings(max_examples=60, deadline=None)
@given(MINUTES, GAPS, st.integers(min_value=0, max_value=10 * 24 * 60))
def test_a_closed_office_never_begins_a_silence(start: int, gaps: list[int], later: int) -> None:
    arrivals = history(start, gaps)
    now = arrivals[-1] + timedelta(minutes=later)
    if OFFICE.is_open(now) or silence(arrivals, now, OFFICE) is not None:
        return
    assert silence(arrivals, OFFICE.next_opening(now), OFFICE) is None


def test_christmas_is_no_silence_and_a_lost_week_is() -> None:
    """A channel that hears from somebody each office hour."""
    days = [datetime(2026, 12, day, 8, tzinfo=UTC) for day in (14, 15, 16, 17, 18, 21, 22, 23)]
    arrivals = [day + timedelta(hours=hour) for day in days for hour in range(8)]
    assert silence(arrivals, datetime(2026, 12, 28, 8, tzinfo=UTC), OFFICE) is None
    found = silence(arrivals, datetime(2026, 12, 30, 9, tzinfo=UTC), OFFICE)
    assert found is not None
    assert found.last == arrivals[-1]


def test_without_a_rhythm_there_is_no_silence() -> None:
    few = [START + timedelta(hours=number) for number in range(FEWEST - 1)]
    assert silence(few, START + timedelta(days=40), OFFICE) is None
    assert silence([], START, OFFICE) is None
