"""The database itself refuses to change or delete what stands in the log.

SQLite's INSERT OR REPLACE deletes without firing delete triggers, so an insert that
meets a row with the same key is refused before it can. PostgreSQL's TRUNCATE fires no
row triggers, so it has one of its own. Texts may be deleted (lawful disposal) but never
changed. A later migration that rebuilds one of these tables on SQLite drops its
triggers and must call `refuse` again.
"""

from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "the ledger is append-only"
# table: what identifies one row besides its id
ROWS = {
    "ledger_entry": ("municipality_id", "seq"),
    "ledger_entryref": ("entry_id", "kind", "target"),
    "ledger_entrycontent": ("entry_id",),
    "ledger_checkpoint": ("municipality_id", "size"),
}
DISPOSABLE = {"ledger_entrycontent"}


def _refused(table: str) -> list[str]:
    return ["UPDATE"] if table in DISPOSABLE else ["UPDATE", "DELETE"]


def _sqlite() -> dict[str, str]:
    triggers = {}
    for table, key in ROWS.items():
        for verb in _refused(table):
            name = f"{table}_refuses_{verb.lower()}"
            triggers[name] = (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            )
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        name = f"{table}_refuses_replace"
        triggers[name] = (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} "  # noqa: S608 (our own names)
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            f"OR EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, '{SAYS}: the row is there already'); END"
        )
    return triggers


def _postgresql() -> dict[str, str]:
    triggers = {}
    for table in ROWS:
        verbs = " OR ".join(_refused(table))
        triggers[f"{table}_refuses_rows"] = (
            f"CREATE TRIGGER {table}_refuses_rows BEFORE {verbs} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        )
        triggers[f"{table}_refuses_truncate"] = (
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        )
    return triggers


FUNCTION = f"""
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def refuse(_apps: Apps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Set the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        triggers = _postgresql()
    else:
        triggers = _sqlite()
    for sql in triggers.values():
        schema_editor.execute(sql)


def allow(_apps: Apps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    if schema_editor.connection.vendor == "postgresql":
        for name in _postgresql():
            schema_editor.execute(f"DROP TRIGGER {name} ON {name.partition('_refuses_')[0]}")
        schema_editor.execute("DROP FUNCTION ledger_refuse()")
        return
    for name in _sqlite():
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies: ClassVar[Any] = [("ledger", "0001_initial")]
    operations: ClassVar[Any] = [migrations.RunPython(refuse, allow)]
