import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.digests import sha256_hex
from torg.kernel.refusals import Refusal
from torg.people.actions.record import record
from torg.people.models import AccessToken, User

PREFIX = "torg_"
LONGEST = timedelta(days=365)
MOST = 20


def issue_token(*, name: str, days: int, by: User, now: datetime) -> tuple[AccessToken, str]:
    """A key to the API and its secret, which nobody can read again. Raises Refusal.

    days: how long it opens, at most a year. 256 random bits, so a plain digest is enough.
    """
    if not name.strip():
        raise Refusal(_("Ge nyckeln ett namn, så vet du vad den används till."), field="name")
    if not 1 <= days <= LONGEST.days:
        raise Refusal(_("En nyckel gäller mellan en dag och ett år."), field="days")
    with transaction.atomic():
        open_ones = AccessToken.objects.filter(
            user=by, withdrawn_at__isnull=True, expires_at__gt=now
        )
        if open_ones.count() >= MOST:
            raise Refusal(
                _("Du har redan %(most)d nycklar.") % {"most": MOST},
                remedy=_("Dra tillbaka någon som inte används."),
            )
        secret = PREFIX + secrets.token_urlsafe(32)
        token = AccessToken.objects.create(
            municipality_id=by.municipality_id,
            user=by,
            name=name.strip()[:80],
            digest=sha256_hex(secret.encode()),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        record(
            verb="people.token_issued",
            summary=_("Skapade en nyckel till programgränssnittet."),
            about=by,
            by=by,
            now=now,
            facts={"token": str(token.pk), "days": str(days)},
        )
    return token, secret
