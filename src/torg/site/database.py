"""The database before the desk uses it: reached, and built as this version needs it."""

import sys
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.utils import DatabaseError

from torg.site import guards, places
from torg.site.selfcheck import CannotStart

# Any number; the same for every host that shares one database.
MIGRATION_LOCK = 7_401_902
SOON = 5


def reach() -> None:
    """Connect once, and soon: the pool would wait for half a minute. Raises CannotStart."""
    try:
        if places.DATABASE_URL:
            _driver().connect(places.DATABASE_URL, connect_timeout=SOON).close()
        connection.ensure_connection()
    except (DatabaseError, _driver().Error) as error:
        raise CannotStart(_unreachable(error)) from None


def migrate_when_needed() -> None:
    """Nothing is written at a second start; on PostgreSQL one host migrates at a time.

    Raises CannotStart when a newer Torg has been here.
    """
    if connection.vendor != "postgresql":
        _migrate()
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            _migrate()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def check_not_newer() -> None:
    """Raises CannotStart when a newer Torg has built the database: it is never taken back."""
    if newer := newer_step():
        raise CannotStart(
            f"Databasen är byggd av en nyare version av Torg ({newer}): installera den "
            "versionen, eller återställ en säkerhetskopia från den här. Inget har ändrats."
        )


def newer_step() -> str:
    """The first migration, as app.name, that only a newer Torg has; "" when there is none."""
    known, apps = _ours()
    applied = MigrationRecorder(connection).applied_migrations()
    newer = (f"{app}.{name}" for app, name in set(applied) - known if app in apps)
    return min(newer, default="")


@cache
def _ours() -> tuple[frozenset[tuple[str, str]], frozenset[str]]:
    """The migrations of this process's code, and the apps that they are of."""
    loader = MigrationLoader(None)
    return frozenset(loader.disk_migrations or ()), frozenset(loader.migrated_apps)


def known_migrations() -> list[str]:
    """Every migration of this version, as app.name."""
    return sorted(f"{app}.{name}" for app, name in _ours()[0])


def check_built() -> None:
    """Raises CannotStart when the database is older or newer than the code."""
    check_not_newer()
    if _waiting(MigrationExecutor(connection)):
        raise CannotStart(
            "Databasen är inte byggd för den här versionen av Torg: "
            "kör `python -m torg prepare` och starta igen."
        )


class WholeSteps(MigrationExecutor):
    """Each migration and the note that it is done are one transaction.

    Django writes some of its notes after the commit: killed in between, the next start would
    build the same tables again and fail. References are checked at each statement: PostgreSQL
    changes no table that still has a reference to check at the commit.
    """

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        """All of it or nothing."""
        # SQLite rebuilds tables, which it does only while references are not enforced.
        connection.disable_constraint_checking()
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
                return super().apply_migration(state, migration, fake, fake_initial)
        finally:
            connection.enable_constraint_checking()


def _migrate() -> None:
    check_not_newer()
    executor = WholeSteps(connection)
    if plan := _waiting(executor):
        sys.stderr.write(
            "Databasen görs i ordning för den här versionen.\n"
            if executor.loader.applied_migrations
            else "Databasen byggs. Det tar en halv minut.\n"
        )
        executor.loader.check_consistent_history(connection)
        executor.migrate(executor.loader.graph.leaf_nodes(), plan=plan)
    with transaction.atomic():
        guards.set_all()


def _waiting(executor: MigrationExecutor) -> list[tuple[Migration, bool]]:
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def _driver() -> Any:
    """Django's own, so that a desk on SQLite need not load another."""
    wrapper: Any = connection
    return wrapper.Database


def _unreachable(error: Exception) -> str:
    """The cause, without the password that the address may hold."""
    if not places.DATABASE_URL:
        file = Path(str(settings.DATABASES["default"]["NAME"]))
        return (
            f"Databasen {file} går inte att öppna ({error}): "
            "kontrollera filens rättigheter eller återställ den från säkerhetskopian."
        )
    told = _driver().conninfo.conninfo_to_dict(places.DATABASE_URL)
    where = f"{told.get('host', 'localhost')}:{told.get('port', 5432)}/{told.get('dbname', '')}"
    return (
        f"Databasen på {where} går inte att nå: kontrollera att den är igång "
        "och att TORG_DATABASE_URL stämmer."
    )
