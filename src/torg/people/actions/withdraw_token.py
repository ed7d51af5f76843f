from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Denied
from torg.people.actions.record import record
from torg.people.models import AccessToken, User


def withdraw_token(*, token: AccessToken, by: User, now: datetime) -> None:
    """The key opens nothing from now on. Twice changes nothing. Raises Denied for another's."""
    if token.user_id != by.pk:
        raise Denied(_("Det är inte din nyckel."))
    with transaction.atomic():
        if AccessToken.objects.filter(pk=token.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=now
        ):
            record(
                verb="people.token_withdrawn",
                summary=_("Drog tillbaka en nyckel till programgränssnittet."),
                about=by,
                by=by,
                now=now,
                facts={"token": str(token.pk)},
            )
