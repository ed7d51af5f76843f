"""The child processes of `torg serve`: started, watched, restarted with backoff, stopped."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
SETTLED_AFTER = 30.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One command that should run for as long as the desk does.

    name: what the log calls it, in Swedish; wait: seconds until the next restart.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = FIRST_WAIT
    due: float = 0.0

    def start(self) -> None:
        """Start it in a process group of its own, tied to the supervisor's life."""
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env={**os.environ, **self.environment, "TORG_SUPERVISOR": str(os.getpid())},
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 (the supervisor has one thread)
        )
        self.started = time.monotonic()

    def tend(self) -> str | None:
        """Restart it when it has ended and its wait is over; the Swedish line to print, if any."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.end_group(signal.SIGKILL)  # what it started itself must not hold the port
        self.process = None
        self.wait = FIRST_WAIT if now - self.started > SETTLED_AFTER else self.wait
        self.due = now + self.wait
        said = f"{self.name} slutade (kod {code}) och startas om inom {self.wait:.0f} s."
        self.wait = min(self.wait * 2, LONGEST_WAIT)
        return said

    def end_group(self, number: signal.Signals) -> None:
        """Send the signal to the child and whatever it has started."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def stop(children: Sequence[Child], patience: float) -> None:
    """Ask all to end; after `patience` seconds, end them and their descendants."""
    running = [child for child in children if child.process is not None]
    for child in running:
        if child.process is not None and child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + patience
    for child in running:
        if child.process is not None:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.05, deadline - time.monotonic()))
        child.end_group(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


def die_with_parent() -> None:
    """Between fork and exec: the kernel ends this child when its parent dies (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
