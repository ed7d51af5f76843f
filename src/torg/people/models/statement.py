"""Our own statements on their way to the database, past what Django does for anybody's.

A cursor of Django's costs twenty microseconds before it asks anything: half of what a comment
that comes alone costs. Whoever listens to the questions (a test, a profile) hears these too.
"""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

Values = Sequence[Any]


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


def _make_ready(db: Any) -> None:
    """As Django does before each of its own."""
    if db.connection is None or db.health_check_enabled:
        db.close_if_health_check_failed()
        db.ensure_connection()
    if db.needs_rollback:
        db.validate_no_broken_transaction()
