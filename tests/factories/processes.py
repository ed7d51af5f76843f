"""Two people at once: each call in a process of its own, let go at the same moment."""

import os
import pickle
from collections.abc import Callable
from multiprocessing import Barrier

from django.db import connections


def at_once(*calls: Callable[[], object]) -> list[str]:
    """What each call came to: "ok", or the name of what it raised.

    Each call runs in a forked process with a database connection of its own, after all
    have started; the calls' own return values stay there.
    """
    let_go_of_sockets()
    gate = Barrier(len(calls))
    pipes = [_start(call, gate.wait) for call in calls]
    return [_answer(child, pipe) for child, pipe in pipes]


def let_go_of_sockets() -> None:
    """Before a fork: a child must not share its parent's connections, nor those of a pool."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool: Callable[[], None] | None = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()


def _start(call: Callable[[], object], wait: Callable[[], int]) -> tuple[int, int]:
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    os.close(reader)
    outcome = "ok"
    try:
        wait()
        call()
    except BaseException as error:  # noqa: BLE001 - whatever it was, the parent is told
        outcome = type(error).__name__
    finally:
        os.write(writer, pickle.dumps(outcome))
        os._exit(0)


def _answer(child: int, pipe: int) -> str:
    with os.fdopen(pipe, "rb") as told:
        outcome = pickle.loads(told.read())
    os.waitpid(child, 0)
    return str(outcome)
