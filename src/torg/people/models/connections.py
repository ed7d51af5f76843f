"""The database connection of a thread that also waits for machines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock

from django.db import (
    DEFAULT_DB_ALIAS,
    Error,
    IntegrityError,
    close_old_connections,
    connection,
    connections,
)
from django.db.backends.base.base import BaseDatabaseWrapper

_turn = Lock()


@contextmanager
def in_turn() -> Iterator[None]:
    """Before a short transaction that many threads of this process want: one at a time, and on
    SQLite with one connection between them.

    SQLite has one writer. Whoever meets another there sleeps, longer each time, and a few dozen
    threads that work for a moment each would sleep most of their time. Whatever a connection has
    read of the file it reads anew when another has written. Not within a transaction.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with as_writer():
        yield


@contextmanager
def as_writer() -> Iterator[None]:
    """Write over the one connection that this process keeps for that, one thread at a time.

    After a fault it is opened anew. Not within a transaction.
    """
    with _turn:
        own = connections[DEFAULT_DB_ALIAS]
        writer = writer_of(str(own.settings_dict["NAME"]))
        connections[DEFAULT_DB_ALIAS] = writer
        try:
            yield
        except IntegrityError:
            raise
        except Error:
            writer.close()
            raise
        finally:
            connections[DEFAULT_DB_ALIAS] = own


@cache
def writer_of(name: str) -> BaseDatabaseWrapper:
    """The writing connection to that database. Django opens it anew after it was closed."""
    del name
    writer = connection.copy()
    writer.inc_thread_sharing()
    return writer


def lend_back() -> None:
    """Before such a machine is asked: a pool's connection is others' to use meanwhile."""
    if "pool" in connection.settings_dict["OPTIONS"] and not connection.in_atomic_block:
        connection.close()


def let_go() -> None:
    """After a piece of work: the connection ends where it is too old, or goes to its pool."""
    if not connection.in_atomic_block:
        close_old_connections()
