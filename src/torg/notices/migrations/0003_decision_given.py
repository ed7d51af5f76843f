from django.conf import settings
from django.db import migrations, models

EVENTS = [
    "crisis_begun",
    "crisis_ended",
    "hijack",
    "account_alarm",
    "silence_alarm",
    "connection_lost",
    "act_unclear",
    "post_refused",
    "reading_asked",
    "promise_soon",
    "promise_broken",
    "decision_waits",
    "decision_given",
    "access_due",
    "review_due",
]
KNOWN = {
    "notice": "notice_event_is_known",
    "ownsetting": "own_setting_event_known",
    "rolesetting": "role_setting_event_known",
}


class Migration(migrations.Migration):
    """One event more: what one has asked for is decided."""

    dependencies = [
        ("notices", "0002_personal_notices"),
        ("people", "0009_organisation_import"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(migrations.RemoveConstraint(table, name) for table, name in KNOWN.items()),
        *(
            migrations.AlterField(
                table,
                "event",
                models.CharField(choices=[(event, event) for event in EVENTS], max_length=20),
            )
            for table in KNOWN
        ),
        *(
            migrations.AddConstraint(
                table, models.CheckConstraint(condition=models.Q(event__in=EVENTS), name=name)
            )
            for table, name in KNOWN.items()
        ),
    ]
