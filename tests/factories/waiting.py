"""Waiting for what another thread does."""

import time
from collections.abc import Callable

LONGEST = 20.0


def until(holds: Callable[[], bool]) -> None:
    """Return as soon as it holds. Raises AssertionError when it never does."""
    end = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)
