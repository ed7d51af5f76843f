"""Worker processes of a drill: forked from a warmed parent, harmed by its plan, replaced."""

import gc
import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from django.utils import timezone
from tests.drills.stage import close_connections, ripe, waiting
from tests.drills.steps import READ_BACK, STEPS, die, plant

from torg.delivery import jobs
from torg.delivery.actions import start_worker, stop_worker
from torg.planning.jobs import release_due
from torg.site.management.commands.worker import process_lock

# A worker of a drill looks at few acts a round: it will not live to do more.
LOOK = 8
ROUNDS = 12
PUT_OFF = 12
LONGEST = 1200.0
STUCK = 15.0


@dataclass
class Crew:
    """Keeps `size` workers alive and kills each by its own lot. met: who died at each step."""

    size: int
    chance: random.Random
    died: int = 0
    met: Counter[str] = field(default_factory=Counter)
    _put_off: list[str] = field(default_factory=list)
    _lots: dict[int, str] = field(default_factory=dict)
    _ends: dict[int, float] = field(default_factory=dict)
    _waits: dict[int, tuple[int, float]] = field(default_factory=dict)

    def kill(self, kills: int, refill: Callable[[], None]) -> int:
        """Until that many have died by SIGKILL; `refill` is called whenever one is gone."""
        refill()
        while self.died < kills:
            while len(self._ends) + len(self._waits) < self.size:
                self._hire()
            if self._bury():
                refill()
        self._dismiss()
        return self.died

    @property
    def fewest(self) -> int:
        """How often the step was met that was met least."""
        return min(self.met[step] for step in STEPS)

    def _lot(self) -> str:
        """The next step, "" for a moment. Reading back waits until there is something to read.

        Else such a worker only waits for a window to pass, which is most of a drill's time. No
        lot is lost by it: what has been put off is drawn first when its time has come.
        """
        readable = ripe()
        if self._put_off and (readable or len(self._put_off) >= PUT_OFF):
            return self._put_off.pop(0)
        while True:
            step = self.chance.choice(STEPS) if self.chance.random() < 0.7 else ""
            if step not in READ_BACK or readable or len(self._put_off) >= PUT_OFF:
                return step
            self._put_off.append(step)

    def _hire(self) -> None:
        step = self._lot()
        seed = self.chance.randrange(2**31)
        # One that never comes to its step dies by its own hand, however slow the machine is.
        nap = STUCK if step else self.chance.uniform(0, 0.1)
        close_connections()
        gc.freeze()  # what the parent holds is not to be gone through, and copied, by the child
        told, ready = os.pipe()
        child = os.fork()
        if not child:
            work(step, seed, ready)
        os.close(ready)
        # The lot counts from when the worker has entered, however slow the machine is.
        self._waits[child] = (told, nap)
        self._lots[child] = step

    def _bury(self) -> bool:
        """See who is gone, and kill whose time has come."""
        time.sleep(0.002)
        for child, (told, nap) in list(self._waits.items()):
            if select.select([told], [], [], 0)[0]:
                os.close(told)
                del self._waits[child]
                self._ends[child] = time.monotonic() + nap
        gone, status = os.waitpid(-1, os.WNOHANG)
        if gone:
            told, _ = self._waits.pop(gone, (0, 0.0))
            if told:
                os.close(told)
            by_us = self._ends.pop(gone, 0.0) == float("inf")
            self.died += os.WIFSIGNALED(status)
            step = self._lots.pop(gone, "")
            self.met[step] += not by_us and status == signal.SIGKILL
            return True
        for child, end in self._ends.items():
            if end <= time.monotonic():
                os.kill(child, signal.SIGKILL)
                self._ends[child] = float("inf")
        return False

    def _dismiss(self) -> None:
        for child in (*self._ends, *self._waits):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            self.died += 1
        self._ends.clear()
        self._waits.clear()


def work(step: str, seed: int, ready: int) -> NoReturn:
    """One worker's life, up to its step."""
    jobs.send.PAGE = jobs.look.PAGE = LOOK
    lock = process_lock()
    worker = start_worker(lock=lock, now=timezone.now())
    os.close(ready)
    told = plant(step, random.Random(seed)) if step else jobs.no_step
    for _ in range(ROUNDS):
        release_due()
        jobs.reap(lock)
        jobs.settle_unknown(step=told)
        jobs.deliver_due(worker, lock, slots=1, step=told)
        time.sleep(0.005)
    os.kill(os.getpid(), signal.SIGTERM)  # as sudden, and tells that the step was not met
    die()


def settle(longest: float = LONGEST) -> None:
    """Let one worker live until everything has come to rest. Raises TimeoutError."""
    lock = process_lock()
    worker = start_worker(lock=lock, now=timezone.now())
    end = time.monotonic() + longest
    while waiting() and time.monotonic() < end:
        release_due()
        jobs.reap(lock)
        jobs.settle_unknown()
        jobs.deliver_due(worker, lock, slots=1)
        time.sleep(0.1)
    if left := waiting():
        raise TimeoutError(f"{left} deeds had not come to rest after {longest} s")
    stop_worker(worker=worker, lock=lock, now=timezone.now())
