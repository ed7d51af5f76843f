"""Waits that grow with each failure, and how far ahead one that was written may be believed.

A wait is stored as the moment when it ends. Written by a clock that was three days ahead it
would last three days after the clock was set right.
"""

from datetime import datetime, timedelta

# Hosts that share a database, and networks, may go this much apart from us.
CLOCKS_APART = timedelta(minutes=5)
_DOUBLINGS = 10


def doubled(first: timedelta, longest: timedelta, times: int) -> timedelta:
    """`first` after one failure, doubled for each more, at most `longest`."""
    wait: timedelta = first * 2 ** min(max(times - 1, 0), _DOUBLINGS)
    return min(wait, longest)


def too_far(written: datetime | None, longest: datetime) -> bool:
    """Whether the moment lies beyond the longest that can be meant, so that it is to be cut."""
    return written is not None and written > longest + CLOCKS_APART
