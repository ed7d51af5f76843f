"""Indexes go that others begin with, or that nothing asks: each cost every row written.

They are dropped as they stand, for SQLite would copy the whole table to change its fields.
"""

import django.db.models.deletion
from django.db import migrations, models

# As Django named them, the same on both databases.
GONE = [
    "ledger_entry_municipality_id_1c4b8464",
    "ledger_entrycontent_municipality_id_0da36ceb",
    "ledger_entryref_municipality_id_617c82a6",
]


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_departure"),
        ("people", "0009_organisation_import"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    [f'DROP INDEX IF EXISTS "{name}"' for name in GONE], migrations.RunSQL.noop
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="entry",
                    name="municipality",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.municipality",
                    ),
                ),
                migrations.AlterField(
                    model_name="entrycontent",
                    name="municipality",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.municipality",
                    ),
                ),
                migrations.AlterField(
                    model_name="entryref",
                    name="municipality",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.municipality",
                    ),
                ),
            ],
        ),
    ]
