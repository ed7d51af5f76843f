from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.people.actions.record import record
from torg.people.models import AccessToken, User
from torg.people.permissions import Permission, check_can_everywhere


def end_sessions(*, user: User, with_tokens: bool, by: User, now: datetime) -> None:
    """Sign a person out everywhere: each session is over at its next request.

    with_tokens: the keys for programs open nothing either. One's own, or anybody's by who
    manages people. Raises Denied, Refusal.
    """
    with transaction.atomic():
        if user.pk != by.pk:
            check_can_everywhere(by, Permission.MANAGE_PEOPLE)
        if user.municipality_id != by.municipality_id:
            raise Refusal(_("Personen finns inte."))
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        user.refresh_from_db(fields=["session_epoch"])
        ended = 0
        if with_tokens:
            ended = AccessToken.objects.filter(user=user, withdrawn_at__isnull=True).update(
                withdrawn_at=now
            )
        record(
            verb="people.end_sessions",
            summary=_("En person loggades ut överallt."),
            about=user,
            by=by,
            now=now,
            facts={"user": str(user.pk), "tokens": str(ended)},
        )
