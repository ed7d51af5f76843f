"""Our own statements on their way to the database, past what Django does for anybody's.

A comment that comes alone asks two dozen questions, and a fifth of all its calls in Python made
Django's cursors for them. Whoever listens to the questions (a test, a profile) hears these too.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

Values = Sequence[Any]
# A statement and its values.
Wish = tuple[str, Values]


def run(statement: str, values: Values) -> Any:
    """Run it once; the driver's cursor. Take every row of it: one that is left holds a commit up.

    values: as the driver takes them. Raises Django's database errors.
    """
    db: Any = connections[DEFAULT_DB_ALIAS]
    if db.execute_wrappers or db.queries_logged:
        heard = db.cursor()
        heard.execute(statement, values)
        return heard
    _make_ready(db)
    with db.wrap_database_errors:
        return db.create_cursor().execute(statement, values)


def run_many(statement: str, rows: Sequence[Values]) -> None:
    """Run it once for each row of values."""
    db: Any = connections[DEFAULT_DB_ALIAS]
    if db.execute_wrappers or db.queries_logged:
        with db.cursor() as heard:
            heard.executemany(statement, rows)
        return
    _make_ready(db)
    with db.wrap_database_errors:
        db.create_cursor().executemany(statement, rows)


def run_each(wishes: Sequence[Wish]) -> list[int]:
    """Run different statements in their order; how many rows each wrote.

    To PostgreSQL they go as one, which answers once: a thread that waits for an answer gives way
    to others and gets its turn back late. No two of them may write the same row.
    """
    if len(wishes) == 1 or connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        return [run(*wish).rowcount for wish in wishes]
    values = [value for _, each in wishes for value in each]
    (told,) = run(_as_one(tuple(statement for statement, _ in wishes)), values).fetchall()
    return list(told)


@cache
def _as_one(statements: tuple[str, ...]) -> str:
    """One row that tells how many rows each of them wrote; they are carried out as it asks."""
    each = [f"w{number} AS ({one} RETURNING 1)" for number, one in enumerate(statements)]
    told = [f"(SELECT count(*) FROM w{number})" for number in range(len(each))]  # noqa: S608 our own names
    return f"WITH {', '.join(each)} SELECT {', '.join(told)}"


def _make_ready(db: Any) -> None:
    """As Django does before each of its own."""
    if db.connection is None or db.health_check_enabled:
        db.close_if_health_check_failed()
        db.ensure_connection()
    if db.needs_rollback:
        db.validate_no_broken_transaction()
