"""Rows that threads of this process want on the disk at the same time: one write for them all.

SQLite has one writer, and a commit that endures waits for the disk. While one thread waits
there, others come; the first of those writes what all of them brought, in one transaction.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from torg.kernel.together import Together
from torg.people.models.connections import in_turn

Wish = tuple[str, Sequence[Any]]


def write_shared(statement: str, values: Sequence[Any]) -> int:
    """How many rows the statement wrote; they stand on the disk when this returns.

    For SQLite, outside a transaction. Raises IntegrityError when its like is there, another
    DatabaseError when it could not be written.
    """
    told = _writes.ask((statement, values))
    if isinstance(told, IntegrityError):
        raise told
    return told


def _write(wishes: Sequence[Wish]) -> list[int | IntegrityError]:
    with in_turn():
        whole = transaction.atomic() if len(wishes) > 1 else nullcontext()
        with whole, connection.cursor() as cursor:
            return [_write_one(cursor, *wish) for wish in wishes]


def _write_one(
    cursor: CursorWrapper, statement: str, values: Sequence[Any]
) -> int | IntegrityError:
    """A constraint takes back its own statement, and leaves the others of the transaction."""
    try:
        cursor.execute(statement, values)
    except IntegrityError as error:
        if "FOREIGN KEY" in str(error):
            raise DatabaseError(str(error)) from error
        return error
    written: int = cursor.rowcount
    return written


_writes: Together[Wish, int | IntegrityError] = Together(_write)
