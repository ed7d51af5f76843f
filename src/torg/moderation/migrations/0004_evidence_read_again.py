from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

import torg.kernel.identifiers


class Migration(migrations.Migration):
    dependencies: ClassVar[Any] = [
        ("moderation", "0003_evidence_append_only"),
        ("people", "0009_organisation_import"),
    ]

    operations: ClassVar[Any] = [
        migrations.CreateModel(
            name="EvidenceFault",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=torg.kernel.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("part", models.CharField(max_length=8)),
                ("digest", models.CharField(max_length=64)),
                ("found_at", models.DateTimeField()),
                ("mended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="faults",
                        to="moderation.evidence",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.municipality",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("mended_at__isnull", True)),
                        fields=["municipality"],
                        name="evidence_fault_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("mended_at__isnull", True)),
                        fields=("evidence", "part"),
                        name="evidence_fault_told_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FixityRound",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=torg.kernel.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("after", models.UUIDField(blank=True, null=True)),
                ("count", models.PositiveIntegerField(default=0)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.municipality",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("municipality",), name="one_fixity_round")
                ],
            },
        ),
    ]
