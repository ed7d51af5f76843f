"""The limit of `ingest`: what the desk wrote for a chunk, ready made, under new ids."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import connection, models, transaction

from torg.inbox.models import Message, Person, RawDelivery, Thread
from torg.kernel.identifiers import uuid7
from torg.ledger.models import Entry, EntryContent, EntryRef

MODELS: tuple[type[models.Model], ...] = (
    Person, RawDelivery, Thread, Message, Entry, EntryRef, EntryContent,
)  # fmt: skip
# Unique in the table: each copy gets its number behind.
MARKED = {"author_id", "network_id", "digest"}
FAR = 10**9
_copies = count(1)

Row = dict[str, Any]
Batches = list[list[tuple[str, list[tuple[Any, ...]]]]]


@dataclass
class Ready:
    """pages: for each batch, each table's rows as columns to values."""

    pages: list[dict[str, list[Row]]]
    messages: int

    def prepared(self) -> Batches:
        """The rows of every batch under ids of their own, as executemany takes them."""
        fresh: dict[Any, Any] = {}
        copy = next(_copies)
        for page in self.pages:
            for rows in page.values():
                fresh.update((row["id"], _uuid(row["id"])) for row in rows)
        return [
            [(sql(table, rows[0]), [_renamed(row, fresh, copy) for row in rows])
             for table, rows in page.items()]
            for page in self.pages
        ]  # fmt: skip

    def load(self, batches: Batches) -> int:
        """The limit: one transaction a batch; how many messages it made."""
        for batch in batches:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement, rows in batch:
                    cursor.executemany(statement, rows)
        return self.messages


def ready_rows(page: int) -> Ready:
    """Read back what the desk has written, cut into batches of so many messages."""
    found = {model._meta.db_table: _read(model) for model in MODELS}
    person, raw, thread, message, entry, ref, content = found.values()
    of_person = {row["id"]: row for row in person}
    of_thread = {row["id"]: row for row in thread}
    refs, contents = _by_entry(ref), _by_entry(content)
    pages: list[dict[str, list[Row]]] = []
    seen: set[Any] = set()
    for number, (row, noted) in enumerate(zip(message, entry, strict=True)):
        if number % page == 0:
            pages.append(defaultdict(list))
            if len(raw) >= len(pages):
                pages[-1][RawDelivery._meta.db_table].append(raw[len(pages) - 1])
        batch = pages[-1]
        row["raw_id"] = None
        for model, ready, key in (
            (Person, of_person, "person_id"),
            (Thread, of_thread, "thread_id"),
        ):
            if row[key] not in seen:
                seen.add(row[key])
                batch[model._meta.db_table].append(ready[row[key]])
        of_thread[row["thread_id"]].setdefault("first", row["id"])
        batch[Message._meta.db_table].append(row)
        batch[Entry._meta.db_table].append(noted)
        batch[EntryRef._meta.db_table] += refs[noted["id"]]
        batch[EntryContent._meta.db_table] += contents[noted["id"]]
    for row in thread:
        row["latest_id"] = row.pop("first")
    return Ready(pages, len(message))


def sql(table: str, row: Row) -> str:
    """The insert of one table."""
    columns = ", ".join(f'"{name}"' for name in row)
    return f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join(["%s"] * len(row))})'


def _read(model: type[models.Model]) -> list[Row]:
    fields = model._meta.concrete_fields
    as_text = connection.vendor == "postgresql"
    columns = ", ".join(
        f'"{field.column}"::text' if as_text and isinstance(field, models.JSONField)
        else f'"{field.column}"'
        for field in fields
    )  # fmt: skip
    order = "seq" if model is Entry else "id"
    with connection.cursor() as cursor:
        where = "WHERE verb = 'message.received'" if model is Entry else ""
        cursor.execute(f"SELECT {columns} FROM {model._meta.db_table} {where} ORDER BY {order}")
        names = [str(field.column) for field in fields]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def _by_entry(rows: Sequence[Row]) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["entry_id"]].append(row)
    return found


def _uuid(old: object) -> object:
    made = uuid7()
    return made.hex if isinstance(old, str) else made


def _renamed(row: Row, fresh: dict[Any, Any], copy: int) -> tuple[Any, ...]:
    return tuple(
        f"{value[:50]}-{copy}" if name in MARKED
        else value + copy * 10_000_000 + FAR if name == "seq"
        else fresh.get(value, value) if name == "id" or (name.endswith("_id") and value)
        else value
        for name, value in row.items()
    )  # fmt: skip
