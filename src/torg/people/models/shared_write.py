"""Rows that threads of this process want on the disk at the same time: one write for them all.

A commit that endures waits for the disk, and SQLite has one writer. While one thread waits
there, others come; the first of those writes what all of them brought, in one transaction.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from django.db import Error, InterfaceError, OperationalError, connection, transaction

from torg.kernel.together import Together
from torg.people.models.connections import as_writer, writer_of
from torg.people.models.statement import Wish, run_each

# How many rows, or why none.
Told = int | Error


def write_shared(statement: str, values: Sequence[Any]) -> int:
    """How many rows the statement wrote; they stand on the disk when this returns.

    Outside a transaction. Raises DatabaseError when it could not be written. The statement must
    be one that can be tried twice: a commit whose end was not heard is tried again.
    """
    told = _writes.ask((statement, values))
    if isinstance(told, Error):
        raise told
    return told


def _write(wishes: Sequence[Wish]) -> Sequence[Told]:
    kept = writer_of(str(connection.settings_dict["NAME"])).connection is not None
    try:
        return _write_all(wishes)
    except (OperationalError, InterfaceError) as error:
        if connection.vendor == "sqlite":
            raise
        # One that was kept may have died with its server since it was used last.
        return _write_anew(wishes) if kept else [error] * len(wishes)


def _write_anew(wishes: Sequence[Wish]) -> Sequence[Told]:
    """A server that does not answer is no fault of one of them: nobody waits for it in turn."""
    try:
        return _write_all(wishes)
    except (OperationalError, InterfaceError) as error:
        return [error] * len(wishes)


def _write_all(wishes: Sequence[Wish]) -> Sequence[int]:
    """All of them or none."""
    with as_writer(), transaction.atomic() if _are_several(wishes) else nullcontext():
        return run_each(wishes)


def _are_several(wishes: Sequence[Wish]) -> bool:
    """To PostgreSQL they go as one, which is a transaction by itself."""
    return len(wishes) > 1 and connection.vendor == "sqlite"


_writes: Together[Wish, Told] = Together(_write)
