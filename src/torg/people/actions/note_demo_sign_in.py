from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.people.actions.record import record
from torg.people.models import User


def note_demo_sign_in(*, by: User, now: datetime) -> None:
    """Somebody took the part of a demo person; no password was asked for."""
    with transaction.atomic():
        record(
            verb="people.demo_sign_in",
            summary=_("En person i demonstrationen loggade in."),
            about=by,
            by=by,
            now=now,
            facts={"user": str(by.pk)},
        )
