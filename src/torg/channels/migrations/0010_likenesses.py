from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def find_anew(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Pieces give way to stumps: the sweep marks every channel again."""
    apps.get_model("channels", "ChannelMark").objects.filter(mark__regex="^[#~]").delete()
    apps.get_model("channels", "Channel").objects.update(marked_at=None)


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0009_reviews"),
    ]

    operations = [
        migrations.RunPython(find_anew, migrations.RunPython.noop),
    ]
