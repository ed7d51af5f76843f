"""The statements that rows are read and written by, made once for each table and its columns.

Each comes with how its values are written: as the field's own get_db_prep_save does, at a
fraction of its price.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db import connection, models

# What the database takes as it is.
_AS_IS = (
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.IntegerField,
    models.BinaryField,
)
# What is read back as it stands, or as an id.
_READ = (models.CharField, models.TextField, models.UUIDField)
Writer = Callable[[Any], Any] | None


@cache
def insert_sql(
    model: type[models.Model],
    names: tuple[str, ...],
    vendor: str,
    unless: tuple[str, ...] = (),
    rows: int = 1,
) -> tuple[str, tuple[Writer, ...]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    if set(names) != set(fields):
        raise ValueError(f"{model.__name__} has other columns than {', '.join(names)}")
    columns = ", ".join(f'"{fields[name].column}"' for name in names)
    marks = ", ".join([f"({', '.join(['%s'] * len(names))})"] * rows)
    statement = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {marks}'  # noqa: S608 our own names
    if unless:
        like = ", ".join(f'"{fields[name].column}"' for name in unless)
        statement += f" ON CONFLICT ({like}) DO NOTHING"
    return statement, tuple(_writer(fields[name], vendor) for name in names)


@cache
def lone_insert_sql(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[str, tuple[Writer, ...]]:
    statement, writers = insert_sql(model, names, vendor)
    return f"{statement} ON CONFLICT DO NOTHING", writers


@cache
def conditional_insert_sql(
    model: type[models.Model],
    names: tuple[str, ...],
    other: type[models.Model],
    read: tuple[str, ...],
    vendor: str,
) -> tuple[str, tuple[Writer, ...]]:
    statement, writers = insert_sql(model, names, vendor)
    head, _values, marks = statement.partition(" VALUES ")
    asked, held = standing_sql(other, read, vendor)
    _one, _from, condition = asked.partition(" FROM ")
    statement = f"{head} SELECT {marks[1:-1]} FROM {condition} ON CONFLICT DO NOTHING"  # noqa: S608 our own names
    return statement, (*writers, *held)


@cache
def standing_sql(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[str, tuple[Writer, ...]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    held = [model._meta.pk, *(fields[name] for name in names)]
    same = " AND ".join(f'"{field.column}" = %s' for field in held)
    statement = f'SELECT 1 FROM "{model._meta.db_table}" WHERE {same}'  # noqa: S608 our own names
    return statement, tuple(_writer(field, vendor) for field in held)


@cache
def update_sql(
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
def change_sql(
    model: type[models.Model],
    names: tuple[str, ...],
    stands: tuple[tuple[str, int, bool, bool], ...],
    vendor: str,
    rows: int,
) -> tuple[str, tuple[Writer, ...]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    key = model._meta.pk
    assigned = ", ".join(f'"{fields[name].column}" = %s' for name in names)
    written = [*(fields[name] for name in names), *[key] * rows]
    wheres = [f'"{key.column}" IN ({", ".join(["%s"] * rows)})']
    for name, number, empty, at_most in stands:
        column, asked = f'"{fields[name].column}"', number - empty
        same = f"{column} <= %s" if at_most else f"{column} IN ({', '.join(['%s'] * asked)})"
        ways = [*([same] if asked else []), *([f"{column} IS NULL"] if empty else [])]
        wheres.append(f"({' OR '.join(ways)})")
        written += [fields[name]] * asked
    statement = f'UPDATE "{model._meta.db_table}" SET {assigned} WHERE {" AND ".join(wheres)}'  # noqa: S608 our own names
    return statement, tuple(_writer(field, vendor) for field in written)


@cache
def select_sql(
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
