"""Django's SQLite, with two of its habits done at a fraction of their price.

Every statement of every page and every comment pays for them.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from django.db.backends.sqlite3 import base
from django.utils.dateparse import parse_datetime

# A page knows some dozens of statements. One for many rows is long, and rarely comes back.
MOST = 2_000
LONGEST = 10_000


class Cursor(base.SQLiteCursorWrapper):
    """Knows the statements that it has put in SQLite's own marks for values."""

    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        """The statement with ? for %s, as Django makes it."""
        if param_names is not None or len(query) > LONGEST:
            return super().convert_query(query, param_names=param_names)
        if (found := _known.get(query)) is None:
            if len(_known) >= MOST:
                _known.clear()
            found = _known[query] = super().convert_query(query)
        return found


class DatabaseWrapper(base.DatabaseWrapper):
    """Lends such cursors."""

    def create_cursor(self, name: str | None = None) -> Cursor:
        """One of the open connection."""
        del name
        made: Cursor = self.connection.cursor(factory=Cursor)
        return made


_known: dict[str, str] = {}


def _moment(stored: bytes) -> datetime | None:
    """A moment comes with its zone at once: two steps of Django's own less for each."""
    text = stored.decode()
    try:
        return datetime.fromisoformat(text + "+00:00")
    except ValueError:
        return parse_datetime(text)


for written in ("datetime", "timestamp"):
    sqlite3.register_converter(written, _moment)
