"""State moves that the database itself refuses, from the same tables that the actions read.

The triggers are set whenever migrations have run, since SQLite drops them with every rebuild of
a table. An unchanged table of moves costs one look.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate

from torg.channels.states import (
    ACCESS_MOVES,
    ALARM_MOVES,
    APPLICATION_MOVES,
    CHANNEL_MOVES,
    CLOSING_MOVES,
    CONNECTION_MOVES,
    HIJACK_MOVES,
    INVENTORY_MOVES,
    PART_MOVES,
    REACH_MOVES,
    STEP_MOVES,
    TASK_MOVES,
)
from torg.inbox.states import SHARE_MOVES
from torg.kernel.digests import sha256_hex
from torg.notices.states import LETTER_MOVES
from torg.people.states import IMPORT_MOVES

Moves = Mapping[Any, frozenset[Any]]

# Aggregate -> its table of moves, over the column `state`.
GUARDED: dict[str, Moves] = {
    "channels.accountalarm": ALARM_MOVES,
    "channels.channel": CHANNEL_MOVES,
    "channels.channelaccess": ACCESS_MOVES,
    "channels.channelapplication": APPLICATION_MOVES,
    "channels.channelconnection": CONNECTION_MOVES,
    "channels.closing": CLOSING_MOVES,
    "channels.inventoryround": INVENTORY_MOVES,
    "channels.inventorypart": PART_MOVES,
    "channels.reachpurchase": REACH_MOVES,
    "inbox.share": SHARE_MOVES,
    "notices.letter": LETTER_MOVES,
    "people.organisationimport": IMPORT_MOVES,
    "channels.departure": TASK_MOVES,
    "channels.hijack": HIJACK_MOVES,
    "channels.hijackstep": STEP_MOVES,
    "channels.departuretask": TASK_MOVES,
}


def guard() -> None:
    """Let the database refuse every change of state that no table of moves allows.

    What it refuses is an IntegrityError, on SQLite and PostgreSQL.
    """
    post_migrate.connect(set_guards, dispatch_uid="site.guards")


def set_all() -> None:
    """Set what is missing for every app: a desk's own upgrade sends no signal."""
    for label in sorted({label.split(".")[0] for label in GUARDED}):
        set_guards(sender=apps.get_app_config(label), using=DEFAULT_DB_ALIAS)


def set_guards(*, sender: AppConfig, using: str, **_rest: Any) -> None:
    """Set what is missing for one app's tables."""
    connection = connections[using]
    for label, moves in GUARDED.items():
        app, name = label.split(".")
        if app == sender.label:
            table = sender.get_model(name)._meta.db_table
            if table in connection.introspection.table_names():
                _set(connection, table, moves)


def _set(connection: BaseDatabaseWrapper, table: str, moves: Moves) -> None:
    condition = _allowed(moves)
    prefix = f"{table}_moves_"
    name = prefix + sha256_hex(condition.encode())[:8]
    with connection.cursor() as cursor:
        cursor.execute(_NAMES[connection.vendor], [prefix.replace("_", r"\_") + "%"])
        there = {row[0] for row in cursor.fetchall()}
        if there == {name}:
            return
        for old in there:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {old}{on}")
        for statement in _STATEMENTS[connection.vendor](name, table, condition):
            cursor.execute(statement)


def _allowed(moves: Moves) -> str:
    pairs = sorted((_word(old), _word(new)) for old, after in moves.items() for new in after)
    listed = " OR ".join(f"(OLD.state = '{old}' AND NEW.state = '{new}')" for old, new in pairs)
    return f"OLD.state = NEW.state OR {listed}" if pairs else "OLD.state = NEW.state"


def _word(state: StrEnum) -> str:
    if not state.value.replace("_", "").isalpha():
        raise ValueError(f"{state} is no plain word")
    return state.value


def _sqlite(name: str, table: str, condition: str) -> list[str]:
    says = f"{table}: this change of state is not allowed"
    return [
        (
            f"CREATE TRIGGER {name} BEFORE UPDATE OF state ON {table} WHEN NOT ({condition}) "
            f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
    ]


def _postgresql(name: str, table: str, condition: str) -> list[str]:
    says = f"{table}: this change of state is not allowed"
    return [
        (
            f"CREATE OR REPLACE FUNCTION {table}_refuse_move() RETURNS trigger "
            f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{says}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        ),
        (
            f"CREATE TRIGGER {name} BEFORE UPDATE OF state ON {table} FOR EACH ROW "
            f"WHEN (NOT ({condition})) EXECUTE FUNCTION {table}_refuse_move()"
        ),
    ]


_NAMES = {
    "sqlite": r"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s ESCAPE '\'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE %s",
}
_STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
