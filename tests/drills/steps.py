"""Where a worker is made to die: named steps of the job, of the database and of the wire.

A step is planted in a forked child only; the n-th time that the child comes there it sends
itself SIGKILL, so nothing of Python runs after it.
"""

import os
import random
import signal
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse
from typing import Any, NoReturn

from django.db.backends.base.base import BaseDatabaseWrapper

from torg.adapters.http import GuardedClient
from torg.adapters.transport import Watched
from torg.delivery.jobs import Step

JOB = ("before-claim", "claimed", "answered", "settled", "before-read-back", "after-read-back")
DATABASE = ("before-commit", "after-commit", "hooks")
WIRE = ("before-call", "before-sent", "half-sent", "sent", "half-answered")
STEPS = (*JOB, *DATABASE, *WIRE)
BEFORE: dict[str, tuple[type, str]] = {
    "before-call": (GuardedClient, "send"),
    "before-sent": (Watched, "send"),
    "sent": (HTTPConnection, "getresponse"),
}
READ_BACK = frozenset({"before-read-back", "after-read-back"})
# How deep into the child's life a step may lie: a publish is headers and body, two commits.
DEEPEST = {"before-commit": 6, "after-commit": 6, "hooks": 6, "half-sent": 4} | dict.fromkeys(
    READ_BACK, 1
)


def die() -> NoReturn:
    """At once, with no last word."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("outlived SIGKILL")


def plant(name: str, chance: random.Random, act: Callable[[], Any] = die) -> Step:
    """Let this process meet `act` at the named step; the function that jobs are to call."""
    left = chance.randint(1, DEEPEST.get(name, 2))

    def here() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            act()

    if name in DATABASE:
        _plant_commit(name, here)
    if name in WIRE:
        _plant_wire(name, here)
    return lambda step: here() if step == name else None


def _plant_commit(name: str, here: Callable[[], None]) -> None:
    commit = BaseDatabaseWrapper._commit  # type: ignore[attr-defined]
    hooks = BaseDatabaseWrapper.run_and_clear_commit_hooks

    def watched(self: BaseDatabaseWrapper) -> None:
        if name == "before-commit":
            here()
        commit(self)
        if name == "after-commit":
            here()

    def hooked(self: BaseDatabaseWrapper) -> None:
        hooks(self)
        if name == "hooks":
            here()

    BaseDatabaseWrapper._commit = watched  # type: ignore[attr-defined]
    BaseDatabaseWrapper.run_and_clear_commit_hooks = hooked  # type: ignore[method-assign]


def _plant_wire(name: str, here: Callable[[], None]) -> None:
    if name == "half-sent":
        _plant_half_sent(here)
    elif name == "half-answered":
        _plant_half_answered(here)
    else:
        _plant_before(*BEFORE[name], here)


def _plant_before(owner: type, method: str, here: Callable[[], None]) -> None:
    was = getattr(owner, method)

    def watched(*given: Any, **more: Any) -> Any:
        here()
        return was(*given, **more)

    setattr(owner, method, watched)


def _plant_half_sent(here: Callable[[], None]) -> None:
    send = Watched.send

    def half_sent(self: Watched, data: Any) -> None:
        """An upload that breaks off: half the headers, or half the body with its pictures."""
        half = len(data) // 2
        send(self, data[:half])
        here()
        send(self, data[half:])

    Watched.send = half_sent  # type: ignore[method-assign]


def _plant_half_answered(here: Callable[[], None]) -> None:
    read = HTTPResponse.begin

    def half_answered(self: HTTPResponse) -> None:
        read(self)
        here()

    HTTPResponse.begin = half_answered  # type: ignore[method-assign]
