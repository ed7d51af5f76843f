"""The database connection of a thread that also waits for machines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from django.db import close_old_connections, connection

_turn = Lock()


@contextmanager
def in_turn() -> Iterator[None]:
    """Before a short transaction that many threads of this process want: one at a time.

    SQLite has one writer. Whoever meets another there sleeps, longer each time, and a few dozen
    threads that work for a moment each would sleep most of their time. Not within a transaction.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    with _turn:
        yield


def lend_back() -> None:
    """Before such a machine is asked: a pool's connection is others' to use meanwhile."""
    if "pool" in connection.settings_dict["OPTIONS"] and not connection.in_atomic_block:
        connection.close()


def let_go() -> None:
    """After a piece of work: the connection ends where it is too old, or goes to its pool."""
    close_old_connections()
