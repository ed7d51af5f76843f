"""The same work for several threads, done by one of them in one go."""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Together(Generic[Asked, Told]):
    """What is asked while others are served waits, and is then done in one go by one who waits.

    A transaction that many threads want at the same moment costs most by being many: a turn at
    the writer and a write to the disk for each. Whoever comes alone is served alone, at once.

    work: takes what was asked, `most` at a time, and gives as many answers in that order; all of
    it is done or nothing. What fails is done again one by one, so that a fault meets whoever
    brought it.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Sequence[Told]], most: int = 64) -> None:
        self._work, self._most = work, most
        self._guard = Lock()
        self._waiting: deque[_Seat[Asked, Told]] = deque()
        self._busy = False

    def ask(self, asked: Asked) -> Told:
        """Its answer. Raises what the work raises for it alone."""
        seat: _Seat[Asked, Told] = _Seat(asked)
        with self._guard:
            self._waiting.append(seat)
            alone, self._busy = not self._busy, True
        if not alone:
            seat.gate.acquire()
        if not seat.served:
            self._serve()
        if seat.error is not None:
            raise seat.error
        return seat.told[0]

    def _serve(self) -> None:
        """Whoever waits now, oneself among them; then one of those who came meanwhile serves."""
        with self._guard:
            few = min(len(self._waiting), self._most)
            seats = [self._waiting.popleft() for _ in range(few)]
        self._fill(seats)
        for seat in seats:
            seat.served = True
        with self._guard:
            self._busy = bool(self._waiting)
            following = [self._waiting[0]] if self._waiting else []
        for seat in (*following, *seats):
            seat.gate.release()

    def _fill(self, seats: "Sequence[_Seat[Asked, Told]]") -> None:
        try:
            told = self._work([seat.asked for seat in seats])
            for seat, one in zip(seats, told, strict=True):
                seat.told = [one]
        except Exception as error:  # noqa: BLE001 raised by the thread that asked
            if len(seats) == 1:
                seats[0].error = error
                return
            for seat in seats:
                self._fill([seat])


class _Seat(Generic[Asked, Told]):
    """One who asks. gate: opened when it is served, or is to serve."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.told: list[Told] = []
        self.error: Exception | None = None
        self.served = False
        self.gate = Lock()
        self.gate.acquire()
