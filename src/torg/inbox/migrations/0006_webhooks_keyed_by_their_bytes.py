"""A replayed delivery is known by its primary key, without an index of its own.

One that was stored before this is stored once more if the network sends it again; its events
are known by their own ids, so the inbox stays as it is.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0005_forwards_told_where_rules_ask"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="rawdelivery",
            options={"ordering": ["received_at", "id"]},
        ),
        migrations.RemoveConstraint(
            model_name="rawdelivery",
            name="webhook_stored_once",
        ),
    ]
