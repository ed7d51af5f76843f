from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[Any] = [("delivery", "0005_key_facts")]
    operations: ClassVar[Any] = [
        migrations.AddField(
            model_name="breaker",
            name="asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
