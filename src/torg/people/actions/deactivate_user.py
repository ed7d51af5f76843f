from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.people.actions.keep_administrator import lock_people, refuse_no_administrator
from torg.people.actions.record import record
from torg.people.models import User
from torg.people.permissions import Permission, check_can_everywhere


def deactivate_user(*, user: User, by: User, now: datetime) -> None:
    """Close a person's account. Every session ends at its next request and stays dead,
    since the password is gone too. What the person has done keeps their name.

    Raises Denied, and Refusal for oneself and for the last administrator.
    """
    with transaction.atomic():
        check_can_everywhere(by, Permission.MANAGE_PEOPLE)
        if user.municipality_id != by.municipality_id or not user.is_active:
            raise Refusal(_("Kontot är redan avslutat."))
        if user.pk == by.pk:
            raise Refusal(
                _("Du kan inte avsluta ditt eget konto."),
                remedy=_("Be en annan systemadministratör."),
            )
        lock_people(by.municipality)
        refuse_no_administrator(by.municipality, besides=user)
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        record(
            verb="people.deactivate_user",
            summary=_("En persons konto avslutades."),
            about=user,
            by=by,
            now=now,
            facts={"user": str(user.pk)},
        )
