"""Work that waits for the networks, side by side."""

from collections.abc import Callable, Hashable, Set
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Generic, TypeVar

import structlog

log = structlog.get_logger(__name__)
Key = TypeVar("Key", bound=Hashable)


class SideBySide(Generic[Key]):
    """At most one piece of work under way for each key, `slots` at the same time.

    Whoever hands it over does not wait, so that a machine that is silent until a call times out
    holds up what has its own key and nothing else. after: run by the thread when a piece of work
    has ended. closed: set once nothing new is to begin; work of several steps asks it in between.
    """

    def __init__(self, slots: int, name: str, after: Callable[[], None]) -> None:
        self.closed = Event()
        self._after = after
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix=name)
        self._under_way: dict[Key, Future[int]] = {}

    def under_way(self) -> Set[Key]:
        """The keys whose work has not ended."""
        for key in [key for key, work in self._under_way.items() if work.done()]:
            _outcome(self._under_way.pop(key))
        return self._under_way.keys()

    def hand(self, key: Key, work: Callable[[], int]) -> None:
        """Begin it as soon as a place is free. Raises ValueError: the key has some under way."""
        if key in self._under_way:
            raise ValueError(key)
        self._under_way[key] = self._pool.submit(self._in_a_thread, work)

    def finish(self) -> int:
        """Wait for what is under way; the sum of what it came to."""
        sums = sum(_outcome(work) for work in self._under_way.values())
        self._under_way.clear()
        return sums

    def close(self) -> None:
        """Begin nothing more; what is under way ends by itself."""
        self.closed.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _in_a_thread(self, work: Callable[[], int]) -> int:
        try:
            return work()
        finally:
            self._after()


def _outcome(work: "Future[int]") -> int:
    if work.cancelled():
        return 0
    try:
        return work.result()
    except Exception:
        # What one piece comes to is settled within; this is the database, which whoever looks
        # for more work meets too.
        log.exception("work side by side failed")
        return 0
