"""The worker process: one thread a lane, each running its sweeps by the clock."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence

import structlog
from django.db import close_old_connections

from torg.site.sweeps import Sweep

log = structlog.get_logger(__name__)

SHORTEST_PAUSE, LONGEST_PAUSE = 0.001, 60.0
PARENT_CHECK = 0.5


class Lane(threading.Thread):
    """Runs its sweeps one after the other until told to end.

    A sweep that fails is logged and waits longer each time; the others go on.
    """

    def __init__(self, name: str, sweeps: Sequence[Sweep]) -> None:
        super().__init__(name=f"lane-{name}", daemon=True)
        self._sweeps = sweeps
        self._bell = next((sweep.bell for sweep in sweeps if sweep.bell), threading.Event())
        self._ending = False
        self._due = {sweep.name: 0.0 for sweep in sweeps}
        self._failures = dict.fromkeys(self._due, 0)

    def end(self) -> None:
        """Finish what is running and begin nothing more."""
        self._ending = True
        self._bell.set()

    def run(self) -> None:
        """Until it is to end."""
        while not self._ending:
            for sweep in self._sweeps:
                if self._due[sweep.name] <= time.monotonic() and not self._ending:
                    self._once(sweep)
            if self._bell.wait(max(0.0, min(self._due.values()) - time.monotonic())):
                self._hear()
        close_old_connections()

    def _hear(self) -> None:
        """What fails keeps its longer wait all the same."""
        self._bell.clear()
        for sweep in self._sweeps:
            if sweep.bell and not self._failures[sweep.name]:
                self._due[sweep.name] = 0.0

    def _once(self, sweep: Sweep) -> None:
        close_old_connections()
        pause = sweep.every
        try:
            sweep.run()
            self._failures[sweep.name] = 0
            if sweep.until_next:
                pause = min(pause, max(sweep.until_next(), SHORTEST_PAUSE))
        except Exception:
            self._failures[sweep.name] += 1
            pause = max(pause, min(sweep.every * 2 ** self._failures[sweep.name], LONGEST_PAUSE))
            log.exception("sweep failed", sweep=sweep.name, again_in_seconds=pause)
        finally:
            close_old_connections()
        self._due[sweep.name] = time.monotonic() + pause


def lanes(sweeps: Iterable[Sweep]) -> list[Lane]:
    """One thread for each lane named in the table, not yet started."""
    by_lane: dict[str, list[Sweep]] = {}
    for sweep in sweeps:
        by_lane.setdefault(sweep.lane, []).append(sweep)
    return [Lane(name, members) for name, members in by_lane.items()]


def always() -> bool:
    """The sign of life of a process that needs none."""
    return True


def run_until_stopped(
    sweeps: Iterable[Sweep],
    stop: threading.Event,
    patience: float,
    alive: Callable[[], bool] = always,
) -> None:
    """Run every lane; ends when `stop` is set, the supervisor is gone, or `alive` says no.

    alive: whether others still see that we live. Without that nothing may be sent, for ever:
    the supervisor starts a worker that can.

    A lane gets `patience` seconds to finish what it is doing. What it leaves half-done
    is found again by the next worker: that is what the rooms' own rows are for.
    """
    started = lanes(sweeps)
    for lane in started:
        lane.start()
    supervisor = os.environ.get("TORG_SUPERVISOR")
    while not stop.wait(PARENT_CHECK):
        if supervisor and str(os.getppid()) != supervisor:
            log.warning("the supervisor is gone, the worker stops", supervisor=supervisor)
            stop.set()
        elif not alive():
            log.warning("the lock is lost, the worker stops")
            stop.set()
    for lane in started:
        lane.end()
    deadline = time.monotonic() + patience
    for lane in started:
        lane.join(max(0.0, deadline - time.monotonic()))
