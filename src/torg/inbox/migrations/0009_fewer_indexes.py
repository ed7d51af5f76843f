"""Indexes go that others begin with, or that nothing asks: each cost every row written.

They are dropped as they stand, for SQLite would copy the whole table to change its fields.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As Django named them, the same on both databases.
GONE = [
    "inbox_message_channel_id_5102d250",
    "inbox_message_municipality_id_cbd40ef4",
    "inbox_message_reply_id_795650b9",
    "inbox_message_thread_id_769523a2",
    "inbox_person_channel_id_123a62b3",
    "inbox_person_municipality_id_33af34cf",
    "inbox_thread_answerer_id_b28eeff7",
    "inbox_thread_assigned_to_id_d2e1f341",
    "inbox_thread_channel_id_60239531",
    "inbox_thread_done_by_id_b022fd54",
    "inbox_thread_municipality_id_71f73016",
    "inbox_thread_person_id_ff678436",
    "inbox_thread_repeat_of_id_5adf469f",
]


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0023_reach_of_a_post"),
        ("delivery", "0007_fewer_indexes"),
        ("inbox", "0008_what_was_forwarded"),
        ("people", "0009_organisation_import"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                    model_name="message",
                    name="channel",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.channel",
                    ),
                ),
                migrations.AlterField(
                    model_name="message",
                    name="municipality",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.municipality",
                    ),
                ),
                migrations.AlterField(
                    model_name="message",
                    name="reply",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="echoes",
                        to="inbox.reply",
                    ),
                ),
                migrations.AlterField(
                    model_name="message",
                    name="thread",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="inbox.thread",
                    ),
                ),
                migrations.AlterField(
                    model_name="person",
                    name="channel",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.channel",
                    ),
                ),
                migrations.AlterField(
                    model_name="person",
                    name="municipality",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.municipality",
                    ),
                ),
                migrations.AlterField(
                    model_name="thread",
                    name="answerer",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="thread",
                    name="assigned_to",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="thread",
                    name="channel",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="channels.channel",
                    ),
                ),
                migrations.AlterField(
                    model_name="thread",
                    name="done_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="thread",
                    name="municipality",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.municipality",
                    ),
                ),
                migrations.AlterField(
                    model_name="thread",
                    name="person",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="inbox.person",
                    ),
                ),
                migrations.AlterField(
                    model_name="thread",
                    name="repeat_of",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inbox.thread",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("reply__isnull", False)), fields=["reply"], name="message_reply"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["channel", "state", "order_at", "id"], name="thread_channel"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("assigned_to__isnull", False)),
                fields=["assigned_to"],
                name="thread_assigned",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("answerer__isnull", False)),
                fields=["answerer"],
                name="thread_answerer",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("repeat_of__isnull", False)),
                fields=["repeat_of"],
                name="thread_repeats",
            ),
        ),
    ]
