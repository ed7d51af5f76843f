from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.people.actions.record import record
from torg.people.models import User


def settle_password(*, password: str, by: User, now: datetime) -> None:
    """The person has chosen a password of their own. `password` is validated by the form."""
    with transaction.atomic():
        by.set_password(password)
        by.password_is_temporary = False
        by.save(update_fields=["password", "password_is_temporary"])
        record(
            verb="people.settle_password",
            summary=_("En person bytte sitt lösenord."),
            about=by,
            by=by,
            now=now,
            facts={"user": str(by.pk)},
        )
