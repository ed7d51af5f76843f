"""Indexes go that others begin with, or that nothing asks: each cost every row written.

They are dropped as they stand, for SQLite would copy the whole table to change its fields.
"""

import django.db.models.deletion
from django.db import migrations, models

# As Django named them, the same on both databases.
GONE = [
    "delivery_act_channel_id_756db188",
    "delivery_act_municipality_id_ed55bc21",
    "delivery_publication_channel_id_6739f90e",
    "delivery_publication_municipality_id_44260671",
]


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0023_reach_of_a_post"),
        ("delivery", "0006_breaker_asked_at"),
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
                    model_name="act",
                    name="channel",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="channels.channel",
                    ),
                ),
                migrations.AlterField(
                    model_name="act",
                    name="municipality",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.municipality",
                    ),
                ),
                migrations.AlterField(
                    model_name="publication",
                    name="channel",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="channels.channel",
                    ),
                ),
                migrations.AlterField(
                    model_name="publication",
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
