from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.people.actions.make_password import make_password
from torg.people.actions.record import record
from torg.people.models import User
from torg.people.permissions import Permission, check_can_everywhere


def renew_password(*, user: User, by: User, now: datetime) -> str:
    """A new start password for someone who has lost theirs; every session of theirs ends.

    The second factor stays: the administrator alone cannot become the person.
    Raises Denied, Refusal.
    """
    with transaction.atomic():
        check_can_everywhere(by, Permission.MANAGE_PEOPLE)
        if user.municipality_id != by.municipality_id or not user.is_active:
            raise Refusal(_("Personen har inte något konto som går att öppna."))
        if user.pk == by.pk:
            raise Refusal(
                _("Du kan inte ge dig själv ett startlösenord."),
                remedy=_("Byt lösenord på sidan Mitt konto."),
            )
        secret = make_password()
        user.set_password(secret)
        user.password_is_temporary = True
        user.save(update_fields=["password", "password_is_temporary"])
        record(
            verb="people.renew_password",
            summary=_("En person fick ett nytt startlösenord."),
            about=user,
            by=by,
            now=now,
            facts={"user": str(user.pk)},
        )
    return secret
