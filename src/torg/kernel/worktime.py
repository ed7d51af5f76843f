"""Working time: when an office is open, and instants counted in its open time.

Instants are aware datetimes, answers are UTC. Hours are wall time: an instant is
open when its own wall time lies in a half-open interval of its day, so days on which
the clocks change come out right. Tables of open spans are built once per calendar
and bisected.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from torg.kernel.swedish_calendar import DayRule, FreeDays, days_named

STOCKHOLM = "Europe/Stockholm"
DAY_MINUTES = 24 * 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_MINUTE = 60_000_000
_FIRST_YEAR, _LAST_YEAR = 2020, 2036
Minutes = tuple[int, int]  # from midnight, half-open; 1440 is 24:00


class NeverOpenError(LookupError):
    """The office never opens again."""


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A working day with other hours than its weekday has."""

    day: DayRule
    hours: tuple[Minutes, ...]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """week: seven tuples of intervals, Monday first. Half days never open a free day."""

    week: tuple[tuple[Minutes, ...], ...]
    free: FreeDays = field(default_factory=FreeDays)
    half_days: tuple[HalfDay, ...] = ()
    zone: str = STOCKHOLM


def minutes_of(text: str) -> Minutes:
    """Read "08:00-17:00" or "18:00-24:00". Raises ValueError with a Swedish sentence."""
    try:
        opens, closes = (_minute(part) for part in text.split("-"))
    except ValueError as error:
        raise ValueError(f"{text!r} är inget klockslagsintervall (exempel: 08:00-17:00)") from error
    if not 0 <= opens < closes <= DAY_MINUTES:
        raise ValueError(f"{text!r}: intervallet måste sluta efter att det börjar")
    return opens, closes


def _minute(text: str) -> int:
    if text.strip() == "24:00":
        return DAY_MINUTES
    clock = time.fromisoformat(text.strip())
    if clock.second or clock.microsecond:
        raise ValueError(text)
    return clock.hour * 60 + clock.minute


def instants_of(wall: datetime, zone: str = STOCKHOLM) -> tuple[datetime, ...]:
    """The UTC instants of a naive wall time: none in a gap, two in a fold, else one."""
    if wall.tzinfo is not None:
        raise ValueError("a wall time has no zone of its own")
    place = ZoneInfo(zone)
    found = {wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(at for at in found if at.astimezone(place).replace(tzinfo=None) == wall))


class Spans:
    """Sorted disjoint half-open spans of microseconds since 1970, and sums over them."""

    __slots__ = ("ends", "shift", "starts", "through")

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.through = list(accumulate(end - start for start, end in spans))
        # What an instant within each span lacks of the open time that has passed by then.
        self.shift = [sum_ - end for sum_, end in zip(self.through, self.ends, strict=True)]

    def holds(self, at: int) -> bool:
        """Whether the instant lies in a span."""
        index = bisect_right(self.starts, at) - 1
        return index >= 0 and at < self.ends[index]

    def add(self, at: int, amount: int) -> int | None:
        """The first instant by which `amount` (> 0) of open time has passed since `at`."""
        index = bisect_right(self.starts, at) - 1
        wanted = amount
        if index >= 0:
            end = self.ends[index]
            wanted += (at if at < end else end) + self.shift[index]
        index = bisect_left(self.through, wanted, max(index, 0))
        return None if index == len(self.through) else wanted - self.shift[index]

    def opening(self, at: int) -> int | None:
        """The instant itself when open, else the next start."""
        index = bisect_right(self.ends, at)
        if index == len(self.ends):
            return None
        start = self.starts[index]
        return at if start <= at else start


@dataclass(frozen=True, slots=True)
class _Table:
    """The years first..last of one calendar, worked out."""

    first: int
    last: int
    days: list[date]
    spans_of: Mapping[date, tuple[tuple[int, int], ...]]
    free: Mapping[date, str]
    office: Spans
    working_days: Spans


@dataclass(slots=True)
class OfficeCalendar:
    """One office's working time. Grows its table by itself when a year outside is asked for.

    Threads may share one: a table is never changed, only replaced by a wider one.
    """

    hours: OfficeHours
    _table: _Table = field(init=False, repr=False)
    _zone: ZoneInfo = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.hours.week) != 7 or not any(self.hours.week):
            raise NeverOpenError("kontoret har inga öppettider")
        self._zone = ZoneInfo(self.hours.zone)
        self._table = _build(self.hours, _FIRST_YEAR, _LAST_YEAR)

    def local(self, at: datetime) -> datetime:
        """The instant in the office's own zone."""
        return at.astimezone(self._zone)

    def instants_of(self, wall: datetime) -> tuple[datetime, ...]:
        """The UTC instants of a naive wall time in the office's zone."""
        return instants_of(wall, self.hours.zone)

    def is_open(self, at: datetime) -> bool:
        """Whether the office is open at the instant."""
        return self._covering(at.year).office.holds(_micros(at))

    def is_working_day(self, day: date) -> bool:
        """Whether the office opens at all on the day."""
        return day in self._covering(day.year).spans_of

    def holiday_name(self, day: date) -> str:
        """The free day's name, "" on any other day (an ordinary Sunday has none)."""
        return self._covering(day.year).free.get(day, "")

    def next_opening(self, at: datetime) -> datetime:
        """The instant itself when the office is open, else the next opening."""
        table = self._covering(at.year)
        while (found := table.office.opening(_micros(at))) is None:
            table = self._wider(table)
        return _EPOCH + found * _MICRO

    def add_office_minutes(self, at: datetime, minutes: int) -> datetime:
        """When so many minutes of open office have passed.

        A sum that is full exactly at closing time stays there.
        """
        if minutes <= 0:
            raise ValueError("minutes must be positive")
        table = self._covering(at.year)
        while (found := table.office.add(_micros(at), minutes * _MINUTE)) is None:
            table = self._wider(table)
        return _EPOCH + found * _MICRO

    def add_working_day_minutes(self, at: datetime, minutes: int) -> datetime:
        """When so many minutes of working days have passed, counted around the clock."""
        if minutes <= 0:
            raise ValueError("minutes must be positive")
        table = self._covering(at.year)
        while (found := table.working_days.add(_micros(at), minutes * _MINUTE)) is None:
            table = self._wider(table)
        return _EPOCH + found * _MICRO

    def end_of_office_day(self, day: date) -> datetime:
        """The last closing of the day. Raises ValueError when the office is closed all day."""
        spans = self._covering(day.year).spans_of.get(day)
        if not spans:
            raise ValueError(f"the office is closed on {day}")
        return _instant(spans[-1][1])

    def open_intervals(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The open intervals of the day in UTC, half-open; () when closed."""
        spans = self._covering(day.year).spans_of.get(day, ())
        return tuple((_instant(start), _instant(end)) for start, end in spans)

    def next_working_day(self, day: date) -> date:
        """The first working day after the day."""
        table = self._covering(day.year)
        while (index := bisect_right(table.days, day)) == len(table.days):
            table = self._wider(table)
        return table.days[index]

    def _covering(self, year: int) -> _Table:
        table = self._table
        if table.first < year < table.last:
            return table
        first, last = min(table.first, year - 2), max(table.last, year + 2)
        self._table = wider = _build(self.hours, first, last)
        return wider

    def _wider(self, table: _Table) -> _Table:
        if table.last - _LAST_YEAR > 200:
            raise NeverOpenError("kontoret öppnar inte igen")
        self._table = wider = _build(self.hours, table.first, table.last + 5)
        return wider


def _micros(at: datetime) -> int:
    passed = at - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def _instant(micros: int) -> datetime:
    return _EPOCH + micros * _MICRO


def _build(hours: OfficeHours, first: int, last: int) -> _Table:
    free: dict[date, str] = {}
    half: dict[date, tuple[Minutes, ...]] = {}
    for year in range(first, last + 1):
        free |= hours.free.of_year(year)
        for rule in hours.half_days:
            half |= dict.fromkeys(days_named(rule.day.rule, year), rule.hours)
    zone = ZoneInfo(hours.zone)
    spans_of: dict[date, tuple[tuple[int, int], ...]] = {}
    whole: list[tuple[int, int]] = []
    for day, start, offsets in _days(zone, first, last):
        usual = hours.week[day.weekday()]
        intervals = () if day in free or not usual else half.get(day, usual)
        if not intervals:
            continue
        spans_of[day] = _on_the_clock(intervals, start, offsets, zone)
        whole.extend(_on_the_clock(((0, DAY_MINUTES),), start, offsets, zone))
    office = Spans([span for spans in spans_of.values() for span in spans])
    return _Table(first, last, list(spans_of), spans_of, free, office, Spans(whole))


def _days(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[date, int, tuple[int, int]]]:
    """Each day, its wall midnight read as UTC, and the offsets at its two midnights."""
    day, end = date(first, 1, 1), date(last, 12, 31)
    offset = _offset(datetime.combine(day, time(), zone))
    while day <= end:
        tomorrow = day + timedelta(days=1)
        after = _offset(datetime.combine(tomorrow, time(), zone))
        yield day, _micros(datetime.combine(day, time(), UTC)), (offset, after)
        day, offset = tomorrow, after


def _offset(local: datetime) -> int:
    return (local.utcoffset() or timedelta()) // _MICRO


def _on_the_clock(
    intervals: Sequence[Minutes], start: int, offsets: tuple[int, int], zone: ZoneInfo
) -> tuple[tuple[int, int], ...]:
    """The UTC spans during which the day's wall clock shows a time in the intervals."""
    before, after = offsets
    end = start + DAY_MINUTES * _MINUTE
    if before == after:
        pieces = [(start - before, end - before, before)]
    else:
        change = _change(start - before, end - after, zone)
        pieces = [(start - before, change, before), (change, end - after, after)]
    spans = [
        (max(begin, start + opens * _MINUTE - shift), min(stop, start + closes * _MINUTE - shift))
        for begin, stop, shift in pieces
        for opens, closes in intervals
    ]
    return tuple((opens, closes) for opens, closes in spans if opens < closes)


def _change(early: int, late: int, zone: ZoneInfo) -> int:
    """The first instant in early..late at which the offset is what it is at `late`."""
    final = _offset(_instant(late).astimezone(zone))
    low, high = early // _MINUTE, late // _MINUTE
    while low < high:
        middle = (low + high) // 2
        if _offset(_instant(middle * _MINUTE).astimezone(zone)) == final:
            high = middle
        else:
            low = middle + 1
    return low * _MINUTE
