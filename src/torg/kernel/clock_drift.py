"""Has the computer's clock been moved while this process runs?

The wall clock can be set; the clock since the machine's start cannot, and it goes on
while the machine sleeps (Linux).
"""

import time
from datetime import timedelta

_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def _offset() -> float:
    """Wall seconds less steady seconds: the same for ever unless the wall clock is set."""
    return time.time() - time.clock_gettime(_STEADY)


_at_start = _offset()


def drift() -> timedelta:
    """How far the wall clock has moved since the process started; negative when set back."""
    return timedelta(seconds=_offset() - _at_start)
