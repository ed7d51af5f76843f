"""The database itself refuses to change or delete sealed evidence (G-35, V-67).

SQLite's INSERT OR REPLACE deletes without firing delete triggers, so an insert that
meets a row with the same key is refused before it can. PostgreSQL's TRUNCATE fires no
row triggers, so it has one of its own. A later migration that rebuilds the table on
SQLite drops its triggers and must call `refuse` again.
"""

from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "sealed evidence cannot be changed"
TABLE = "moderation_evidence"

SQLITE = {
    f"{TABLE}_refuses_update": f"BEFORE UPDATE ON {TABLE}",
    f"{TABLE}_refuses_delete": f"BEFORE DELETE ON {TABLE}",
    f"{TABLE}_refuses_replace": (
        f"BEFORE INSERT ON {TABLE} WHEN EXISTS "  # noqa: S608 (our own names)
        f"(SELECT 1 FROM {TABLE} WHERE id = NEW.id OR digest = NEW.digest)"
    ),
}
POSTGRESQL = {
    f"{TABLE}_refuses_rows": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW",
    f"{TABLE}_refuses_truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT",
}
FUNCTION = f"""
CREATE OR REPLACE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def refuse(_apps: Apps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Set the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        for name, when in POSTGRESQL.items():
            schema_editor.execute(
                f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION evidence_refuse()"
            )
        return
    for name, when in SQLITE.items():
        schema_editor.execute(
            f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )


def allow(_apps: Apps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    if schema_editor.connection.vendor == "postgresql":
        for name in POSTGRESQL:
            schema_editor.execute(f"DROP TRIGGER {name} ON {TABLE}")
        schema_editor.execute("DROP FUNCTION evidence_refuse()")
        return
    for name in SQLITE:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies: ClassVar[Any] = [("moderation", "0002_hand_over_and_registration")]
    operations: ClassVar[Any] = [migrations.RunPython(refuse, allow)]
