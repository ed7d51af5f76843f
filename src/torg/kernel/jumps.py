"""Has the wall clock jumped? Told by the clock that nobody sets."""

import time
from collections.abc import Callable
from datetime import timedelta

TOLERANCE = 1.0


class JumpWatch:
    """Compares the wall clock with the monotonic one each time it is asked. Seconds."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall, self._steady = wall, steady
        self._apart = wall() - steady()
        self._calm_since = float("-inf")

    def calm_for(self) -> timedelta:
        """How long the wall clock has gone evenly; the longest time when it never jumped here."""
        now = self._steady()
        apart = self._wall() - now
        if abs(apart - self._apart) > TOLERANCE:
            self._calm_since = now
        self._apart = apart
        if self._calm_since == float("-inf"):
            return timedelta.max
        return timedelta(seconds=now - self._calm_since)
