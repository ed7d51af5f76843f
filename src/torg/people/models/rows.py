"""Rows by one prepared statement, each column written and read as its field would.

Three to five times as fast as bulk_create, which builds one long statement out of
expressions, and ten times as fast as a queryset that finds one row. No signals, no defaults
of the database; constraints and triggers hold.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models.base import ModelState

from torg.kernel.scope import Everyone, NoScope, current_scope

# What the database takes as it is.
_AS_IS = (
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.IntegerField,
    models.BinaryField,
)
_turn = Lock()
Writer = Callable[[Any], Any] | None
M = TypeVar("M", bound=models.Model)
# What is read back as it stands, or as an id.
_READ = (models.CharField, models.TextField, models.UUIDField)


def new_row(model: type[M], **given: Any) -> M:
    """A new object as the model's constructor makes it, at a fifth of the price.

    given: by column (thread_id, not thread). No signals. Raises TypeError for another name.
    """
    names, plain, made = _defaults(model)
    if not given.keys() <= names:
        raise TypeError(f"{model.__name__} has no {', '.join(given.keys() - names)}")
    row = model.__new__(model)
    row.__dict__.update(plain, _state=ModelState())
    for name, default in made:
        if name not in given:
            row.__dict__[name] = default()
    row.__dict__.update(given)
    return row


@cache
def _defaults(
    model: type[models.Model],
) -> tuple[frozenset[str], dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The columns, the defaults that are always the same, and those that are made anew."""
    fields = model._meta.concrete_fields
    anew = [f for f in fields if f.has_default() and callable(f.default)]
    plain = {f.attname: f.get_default() for f in fields if f not in anew}
    return frozenset(f.attname for f in fields), plain, [(f.attname, f.default) for f in anew]


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model. Raises IntegrityError as save would."""
    if rows:
        model = type(rows[0])
        names = tuple(field.attname for field in model._meta.concrete_fields)
        insert_values(model, names, [_held(row, names) for row in rows])


def insert_values(
    model: type[models.Model], names: tuple[str, ...], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert rows that need no object of their own. names: of every column, as attributes."""
    if not rows:
        return
    statement, writers = _insert(model, names, connection.vendor)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_written(row, writers) for row in rows])


class Changed(RuntimeError):
    """A row that a write rests on does not stand as it was read."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A row as it was read: the values of its named columns."""

    model: type[models.Model]
    key: UUID
    names: tuple[str, ...]
    values: tuple[Any, ...]


def insert_unless_there(
    model: type[models.Model],
    names: tuple[str, ...],
    row: Sequence[Any],
    standing: Standing | None = None,
) -> bool:
    """Insert one row in one statement; False when a constraint finds its like there already.

    standing: the insert happens only while that row is as it was read. Raises Changed.

    Outside a transaction the statement is its own: that is one write to the disk, and on
    PostgreSQL one question.
    """
    if standing is None:
        statement, writers = _insert(model, names, connection.vendor)
        values = list(row)
    else:
        given = (model, names, standing.model, standing.names, connection.vendor)
        statement, writers = _conditional_insert(*given)
        values = [*row, standing.key, *standing.values]
    try:
        with _alone() as cursor:
            cursor.execute(statement, _written(values, writers))
            written = cursor.rowcount
    except IntegrityError:
        return False
    if standing is not None and not written:
        raise Changed(f"{standing.model.__name__} {standing.key}")
    return True


@contextmanager
def _alone() -> Iterator[CursorWrapper]:
    """A cursor for one statement that is its own transaction, or a part of the one that is open.

    Threads of a process take turns at SQLite, and with one connection between them: whatever
    a connection has read of the file it reads anew when another has written, which would be a
    quarter of the price of a small row.
    """
    if connection.in_atomic_block or connection.vendor != "sqlite":
        apart = transaction.atomic() if connection.in_atomic_block else nullcontext()
        with apart, connection.cursor() as cursor:
            yield cursor
        return
    with _turn:
        writer = _writer_of(str(connection.settings_dict["NAME"]))
        try:
            with writer.cursor() as cursor:
                yield cursor
        except IntegrityError:
            raise
        except DatabaseError:
            writer.close()
            raise


@cache
def _writer_of(name: str) -> BaseDatabaseWrapper:
    """The writing connection to that file. Django opens it anew after it was closed."""
    del name
    writer = connection.copy()
    writer.inc_thread_sharing()
    return writer


def update_rows(rows: Sequence[models.Model], names: tuple[str, ...]) -> None:
    """Write the named fields of rows of one model, found by primary key."""
    if not rows:
        return
    statement, held, writers = _update(type(rows[0]), names, connection.vendor)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_written(_held(row, held), writers) for row in rows])


def read_row(model: type[models.Model], key: UUID, names: tuple[str, ...]) -> list[Any] | None:
    """The named columns (text and ids) of the row with that primary key; None without one.

    For system work over all municipalities: raises NoScope in any other scope.
    """
    if current_scope() is not Everyone.ALL:
        raise NoScope("read_row asks over all municipalities")
    statement, write, readers = _select(model, names, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [key if write is None else write(key)])
        found = cursor.fetchone()
    return None if found is None else _written(found, readers)


def _held(row: models.Model, names: Sequence[str]) -> list[Any]:
    values = row.__dict__
    return [values[name] for name in names]


def _written(values: Sequence[Any], writers: Sequence[Writer]) -> list[Any]:
    return [
        value if write is None else write(value)
        for value, write in zip(values, writers, strict=True)
    ]


@cache
def _insert(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[str, tuple[Writer, ...]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    if set(names) != set(fields):
        raise ValueError(f"{model.__name__} has other columns than {', '.join(names)}")
    columns = ", ".join(f'"{fields[name].column}"' for name in names)
    marks = ", ".join(["%s"] * len(names))
    statement = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'  # noqa: S608 our own names
    return statement, tuple(_writer(fields[name], vendor) for name in names)


@cache
def _conditional_insert(
    model: type[models.Model],
    names: tuple[str, ...],
    other: type[models.Model],
    read: tuple[str, ...],
    vendor: str,
) -> tuple[str, tuple[Writer, ...]]:
    statement, writers = _insert(model, names, vendor)
    head, _values, marks = statement.partition(" VALUES ")
    fields = {field.attname: field for field in other._meta.concrete_fields}
    held = [other._meta.pk, *(fields[name] for name in read)]
    same = " AND ".join(f'"{field.column}" = %s' for field in held)
    return (
        f'{head} SELECT {marks[1:-1]} FROM "{other._meta.db_table}" WHERE {same}',  # noqa: S608 our own names
        (*writers, *(_writer(field, vendor) for field in held)),
    )


@cache
def _update(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[str, tuple[str, ...], tuple[Writer, ...]]:
    fields = {field.name: field for field in model._meta.concrete_fields}
    chosen = [fields[name] for name in names]
    key = model._meta.pk
    assigned = ", ".join(f'"{field.column}" = %s' for field in chosen)
    statement = f'UPDATE "{model._meta.db_table}" SET {assigned} WHERE "{key.column}" = %s'  # noqa: S608 our own names
    written = [*chosen, key]
    return (
        statement,
        tuple(field.attname for field in written),
        tuple(_writer(field, vendor) for field in written),
    )


@cache
def _select(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[str, Writer, tuple[Writer, ...]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    chosen = [fields[name] for name in names]
    columns = ", ".join(f'"{field.column}"' for field in chosen)
    statement = (
        f'SELECT {columns} FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = %s'  # noqa: S608 our own names
    )
    return (
        statement,
        _writer(model._meta.pk, vendor),
        tuple(_reader(field, vendor) for field in chosen),
    )


def _reader(field: models.Field[Any, Any], vendor: str) -> Writer:
    if isinstance(field, models.ForeignKey):
        return _reader(field.target_field, vendor)
    if not isinstance(field, _READ):
        raise TypeError(f"{field} is not read here")
    return UUID if isinstance(field, models.UUIDField) and vendor != "postgresql" else None


def _writer(field: models.Field[Any, Any], vendor: str) -> Writer:
    """How the field's own get_db_prep_save writes a value, at a fraction of its price."""
    if isinstance(field, models.ForeignKey):
        return _writer(field.target_field, vendor)
    if isinstance(field, _AS_IS):
        return None
    if isinstance(field, models.UUIDField):
        return None if vendor == "postgresql" else _hex
    if isinstance(field, models.DateTimeField):
        return None if vendor == "postgresql" else _utc
    if isinstance(field, models.JSONField) and vendor != "postgresql":
        return partial(_json, encoder=field.encoder)
    return lambda value: field.get_db_prep_save(value, connection)


def _json(value: object, encoder: type[json.JSONEncoder] | None) -> str | None:
    return None if value is None else json.dumps(value, cls=encoder)


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _utc(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat(" ")[:-6]
