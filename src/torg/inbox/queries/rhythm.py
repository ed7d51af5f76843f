"""A channel's own rhythm: when its silence is longer than it ever is, in the office's time.

Nights, weekends and holidays count for nothing, so they make nobody silent.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from torg.kernel.worktime import OfficeCalendar

LOOKED_BACK = timedelta(days=56)
# Fewer arrivals in that time make no rhythm.
FEWEST = 20
# Of the gaps, all but one in twenty are shorter than the usual; so many of it is silence.
SHARE, MULTIPLE = 0.95, 3
# A whole office day of quiet at the least, whatever the rhythm.
LEAST = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Quiet:
    """usual: the longest ordinary gap; now: how long it has been quiet, both in office time."""

    last: datetime
    usual: timedelta
    now: timedelta


class OfficeClock:
    """Office time that has passed, from the first day on."""

    def __init__(self, office: OfficeCalendar, first: datetime, last: datetime) -> None:
        day, end = office.local(first).date(), office.local(last).date()
        self._spans: list[tuple[datetime, datetime]] = []
        while day <= end:
            self._spans += office.open_intervals(day)
            day += timedelta(days=1)
        self._starts = [start for start, _end in self._spans]
        self._before = [timedelta()]
        for start, stop in self._spans:
            self._before.append(self._before[-1] + (stop - start))

    def read(self, at: datetime) -> timedelta:
        """How much office time has passed at the instant."""
        place = bisect_right(self._starts, at)
        if not place:
            return timedelta()
        start, stop = self._spans[place - 1]
        return self._before[place - 1] + min(at, stop) - start


def silence(arrivals: Sequence[datetime], now: datetime, office: OfficeCalendar) -> Quiet | None:
    """Whether nothing has come for longer than the channel's rhythm explains.

    arrivals: what residents wrote, in any order; only that of the last weeks counts.
    """
    known = sorted(at for at in arrivals if now - LOOKED_BACK <= at <= now)
    if len(known) < FEWEST:
        return None
    clock = OfficeClock(office, known[0], now)
    told = [clock.read(at) for at in known]
    gaps = sorted(after - before for before, after in pairwise(told))
    usual = gaps[min(int(len(gaps) * SHARE), len(gaps) - 1)]
    quiet = clock.read(now) - told[-1]
    if quiet <= max(usual * MULTIPLE, LEAST):
        return None
    return Quiet(known[-1], usual, quiet)
