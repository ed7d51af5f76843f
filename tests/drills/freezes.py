"""F3: workers frozen longer than any window while others go on; hosts cut off from PostgreSQL.

`python -m tests.drills.freezes --how stop|cut --profile read_back --workers 3 --freezes 50`

stop: SIGSTOP at a named step or a random moment, thawed when the window has long passed.
cut: the worker is one of several hosts on one PostgreSQL; frozen, its connections are ended
by the server, so that its lock falls and the others take its act over; then it thaws.
"""

import argparse
import os
import random
import signal
import sys
import time
from dataclasses import dataclass, field

import psycopg
from django.utils import timezone
from tests.drills.crew import LOOK, settle
from tests.drills.stage import (
    UNHURRIED,
    Stage,
    close_connections,
    judge,
    lay,
    staged,
    vendor,
    waiting,
)
from tests.drills.steps import JOB, WIRE, plant
from tests.drills.verdict import Verdict

from torg.delivery import jobs
from torg.delivery.actions import start_worker
from torg.ports.network import KeyKind
from torg.site import places
from torg.site.management.commands.worker import process_lock

TIMEOUT = 0.4
WINDOW = TIMEOUT + 0.5
# Rounds that a worker lives, and once it has been thawed.
ROUNDS, AFTER = 40, 6
STEPS = (
    "",
    "claimed",
    "before-claim",
    "before-call",
    "before-sent",
    "half-sent",
    "sent",
    "half-answered",
    "answered",
)
assert set(STEPS) <= {"", *JOB, *WIRE}


@dataclass
class Frozen:
    """A worker and when it is next to be frozen or thawed (monotonic seconds)."""

    pid: int
    at: float
    still: bool = False
    held: bool = False  # by our own SIGSTOP, wherever it was


@dataclass
class Frost:
    """Keeps workers alive, freezes them by lot, and thaws them after the window."""

    size: int
    chance: random.Random
    cut: bool
    frozen: int = 0
    crew: list[Frozen] = field(default_factory=list)

    def freeze(self, freezes: int, stage: Stage) -> int:
        """Until that many have been frozen and thawed again."""
        while self.frozen < freezes:
            # One that was stopped in a transaction holds SQLite's only write lock until we thaw it.
            if waiting() <= 2 * self.size and not any(one.held for one in self.crew):
                lay(stage, "publish", 6 * self.size)
            while len(self.crew) < self.size:
                self._hire()
            end = time.monotonic() + 0.5
            while time.monotonic() < end and len(self.crew) == self.size:
                self._look()
                time.sleep(0.01)
        for one in self.crew:
            os.kill(one.pid, signal.SIGCONT)
            os.kill(one.pid, signal.SIGKILL)
            os.waitpid(one.pid, 0)
        return self.frozen

    def _hire(self) -> None:
        step, seed = self.chance.choice(STEPS), self.chance.randrange(2**31)
        close_connections()
        child = os.fork()
        if not child:
            _work(step, seed)
        moment = self.chance.uniform(0.05, 0.4) if not step else 3.0
        self.crew.append(Frozen(child, time.monotonic() + moment))

    def _look(self) -> None:
        for one in list(self.crew):
            pid, status = os.waitpid(one.pid, os.WNOHANG | os.WUNTRACED)
            if pid and not os.WIFSTOPPED(status):
                self.crew.remove(one)
            elif pid:
                self._keep_still(one)
            elif one.at <= time.monotonic():
                one.held = not one.still
                os.kill(one.pid, signal.SIGSTOP if one.held else signal.SIGCONT)
                one.still, one.at = False, time.monotonic() + 3.0

    def _keep_still(self, one: Frozen) -> None:
        self.frozen += 1
        one.still = True
        one.at = time.monotonic() + WINDOW * self.chance.uniform(1.5, 2.5)
        if self.cut:
            _cut(one.pid)


def _cut(pid: int) -> None:
    """The server ends every session of that host, as a lost network would in the end."""
    with psycopg.connect(places.DATABASE_URL, autocommit=True) as door:
        door.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
            (f"host-{pid}",),
        )


def _work(step: str, seed: int) -> None:
    """A worker that freezes itself once, and goes on when it is thawed."""
    os.environ["PGAPPNAME"] = f"host-{os.getpid()}"
    jobs.send.PAGE = jobs.look.PAGE = LOOK
    told = plant(step, random.Random(seed), _stop) if step else jobs.no_step
    try:
        lock = process_lock()
        worker = start_worker(lock=lock, now=timezone.now())
        left, looked = ROUNDS, time.monotonic()
        while left and lock.sure():  # without its lock the worker stops
            if time.monotonic() - looked > WINDOW:  # it stood still: what it held is done now
                left = min(left, AFTER)
            left, looked = left - 1, time.monotonic()
            jobs.reap(lock)
            jobs.settle_unknown(step=told)
            jobs.deliver_due(worker, lock, slots=1, step=told)
            time.sleep(0.02)
    finally:
        os._exit(0)  # a host that was cut off ends, and another takes its place


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def main() -> int:
    """Run one cell and print its verdict as JSON."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--how", choices=["stop", "cut"], default="stop")
    ask.add_argument("--profile", default="read_back", choices=[kind.value for kind in KeyKind])
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--freezes", type=int, default=20)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    began = time.monotonic()
    with staged(KeyKind(given.profile), timeout=TIMEOUT) as stage:
        stage.outside.plant(UNHURRIED, given.seed)
        frost = Frost(given.workers, random.Random(given.seed), cut=given.how == "cut")
        frozen = frost.freeze(given.freezes, stage)
        stage.outside.plant([])
        settle()
        found = judge(stage)
    verdict = Verdict(
        drill="F3",
        cell=f"{given.how}/{given.profile}",
        db=vendor(),
        workers=given.workers,
        faults=frozen,
        seed=given.seed,
        seconds=round(time.monotonic() - began, 1),
        **found,
    )
    print(verdict.told)
    return int(verdict.failed)


if __name__ == "__main__":
    sys.exit(main())
