"""One upgrade, killed on its way as often as asked (F18); prints what there is.

Each attempt is a forked process: it dies by SIGKILL at a statement of its migration drawn by
lot, or at the note that the migration is done; one with fewer statements dies right after it.
"""

import argparse
import json
import os
import random
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, NoReturn

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.migrations import Migration  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.db.migrations.recorder import MigrationRecorder  # noqa: E402
from tests.drills.stage import close_connections  # noqa: E402

from torg.site import database  # noqa: E402
from torg.site.selfcheck import CannotStart  # noqa: E402

Key = tuple[str, str]
NOTE = "django_migrations"
COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = 'public'"""
RULES = "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
TRIGGERS = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"


def main() -> None:
    """Die as often as asked, come to the end, and print what there is. Less than 0: only look."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--kills", type=int, required=True)
    ask.add_argument("--seed", type=int, required=True)
    given = ask.parse_args()
    if given.kills < 0:
        print(json.dumps({"rows": rows()[0]}))
        return
    chance = random.Random(given.seed)
    names = waiting()
    doomed = chance.sample(range(len(names)), min(given.kills, len(names)))
    died = half = 0
    for place in sorted(doomed):
        statement = chance.choice([1, 2, 3, 5, 8, 0, 0])
        died += in_child(lambda key=names[place], at=statement: die_in(key, at))  # type: ignore[misc]
        half += not is_whole(names[place + 1 :])
    assert in_child(database.migrate_when_needed) == 0, "the upgrade did not come to its end"
    half += not is_whole([])
    counts, content = rows()
    found = {
        "migrations": len(names), "kills": died, "half": half, "schema": schema(),
        "rows": counts, "content": content, "refused": newer_is_refused(),
    }  # fmt: skip
    print(json.dumps(found))


def waiting() -> list[Key]:
    """Every migration that is to come, in its order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    close_connections()
    return [(one.app_label, one.name) for one, _backwards in plan]


def die_in(key: Key, statement: int) -> None:
    """Upgrade, and die in that migration at its nth statement; 0: at the note, or after it."""

    def applies(self: database.WholeSteps, state: Any, migration: Migration, **more: Any) -> Any:
        if (migration.app_label, migration.name) != key:
            return whole(self, state, migration, **more)
        with connection.execute_wrapper(Killer(statement)):
            whole(self, state, migration, **more)
        kill()

    whole = database.WholeSteps.apply_migration
    database.WholeSteps.apply_migration = applies  # type: ignore[method-assign,assignment]
    database.migrate_when_needed()


class Killer:
    """Counts what is asked of the database, and kills after the nth; 0: at the note."""

    def __init__(self, statement: int) -> None:
        self.left = statement

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Pass on, or end."""
        if not self.left and sql.startswith("INSERT") and NOTE in sql:
            kill()
        result = execute(sql, params, many, context)
        if self.left:
            self.left -= 1
            if not self.left:
                kill()
        return result


def kill() -> NoReturn:
    """As the system would when memory is out."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def in_child(act: Callable[[], None]) -> int:
    """1 when it was killed in the middle, 0 when it came to its end."""
    close_connections()
    child = os.fork()
    if not child:
        try:
            act()
        except BaseException:  # noqa: BLE001 (a child of a fork must end here)
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return 1
    assert os.WEXITSTATUS(status) == 0, "a migration failed"
    return 0


def is_whole(to_come: Sequence[Key]) -> bool:
    """The database's own check; nothing is noted as done that was not to be."""
    with asking() as ask:
        if connection.vendor == "sqlite":
            sound = ask("PRAGMA integrity_check") == [("ok",)]
            sound = sound and not ask("PRAGMA foreign_key_check")
        else:
            sound = True  # PostgreSQL has no such question; its log is replayed as a whole
        done = set(MigrationRecorder(connection).applied_migrations())
    return sound and done.isdisjoint(to_come)


def schema() -> str:
    """One digest of everything that the database is built of."""
    with asking() as ask:
        if connection.vendor == "sqlite":
            rows = ask("SELECT type, name, tbl_name, sql FROM sqlite_master")
        else:
            rows = [row for sql in (COLUMNS, RULES, INDEXES, TRIGGERS) for row in ask(sql)]
    return sha256("\n".join(sorted(map(str, rows))).encode()).hexdigest()


def rows() -> tuple[dict[str, int], str]:
    """How many rows each table has, and one digest of what stands in them."""
    counts, whole = {}, sha256()
    with asking() as ask:
        for table in sorted(connection.introspection.table_names()):
            if table == NOTE:  # it holds when each was done
                continue
            found = sorted(map(repr, ask(f'SELECT * FROM "{table}"')))
            counts[table] = len(found)
            whole.update("\n".join([table, *found]).encode())
    return counts, whole.hexdigest()


def newer_is_refused() -> bool:
    """A database that a newer Torg has been at: nobody works on it, nothing is changed."""
    MigrationRecorder(connection).record_applied("ledger", "9999_from_the_future")
    before = schema()
    refused = 0
    for start in (database.migrate_when_needed, database.check_built):
        try:
            start()
        except CannotStart as told:
            refused += "nyare version av Torg" in str(told)
    return refused == 2 and schema() == before


@contextmanager
def asking() -> Iterator[Callable[[str], list[Any]]]:
    """All rows of a question; the connection is closed afterwards."""

    def ask(sql: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    try:
        yield ask
    finally:
        close_connections()


if __name__ == "__main__":
    main()
