"""An adoption carries its decision. What was adopted before is filled from its own document."""

import json
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

UNTOLD = "Framgår inte av regelverket"


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The body and the reference that the stored pack names; its own digest as the file's."""
    rows = apps.get_model("rules", "PackAdoption")._base_manager
    for row in rows.all():
        document = json.loads(row.content)["document"][0]
        row.adopting_body = (document.get("adopted_by") or UNTOLD)[:200]
        row.reference = document.get("reference", "")[:80]
        row.file_digest = row.digest
        row.save(update_fields=["adopting_body", "reference", "file_digest"])


def _added(name: str, field: Any) -> migrations.AddField:
    return migrations.AddField(model_name="packadoption", name=name, field=field)


KINDS = [
    ("edition", "Utgåva"),
    ("change", "Egen ändring"),
    ("principle", "Kanalens egna principer"),
    ("note", "Registrerat beslut"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar[Any] = [("rules", "0001_initial")]
    operations: ClassVar[Any] = [
        _added("kind", models.CharField(choices=KINDS, default="edition", max_length=10)),
        _added("file_digest", models.CharField(default="", max_length=64)),
        _added("adopting_body", models.CharField(default="", max_length=200)),
        _added("decided_on", models.DateField(blank=True, null=True)),
        _added("paragraph", models.CharField(blank=True, default="", max_length=40)),
        _added("reference", models.CharField(blank=True, default="", max_length=80)),
        _added("proposing_body", models.CharField(blank=True, default="", max_length=200)),
        _added("proposed_on", models.DateField(blank=True, null=True)),
        _added("basis", models.TextField(blank=True, default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
