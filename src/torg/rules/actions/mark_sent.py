from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.actions import record
from torg.people.models import User
from torg.rules.models import Dispatch
from torg.rules.permissions import check_can_adopt_pack


def mark_sent(
    *, dispatch: Dispatch, address: str, sent_on: date, by: User, now: datetime
) -> Dispatch:
    """The adopted version went to the file or a board on a day (V-03). Raises Denied, Refusal."""
    check_can_adopt_pack(by)
    if by.municipality_id != dispatch.municipality_id:
        raise Denied(_("Expedieringen hör till en annan kommun."))
    if sent_on > timezone.localdate(now):
        raise Refusal(
            _("Dagen har inte varit än."),
            remedy=_("Skriv dagen då beslutet skickades."),
            field="sent_on",
        )
    with transaction.atomic(), scope(by.municipality_id):
        moved = Dispatch.objects.filter(pk=dispatch.pk, sent_on__isnull=True).update(
            address=address.strip(), sent_on=sent_on, sent_by=by
        )
        if not moved:
            raise Refusal(
                _("%(who)s är redan markerad som skickad.") % {"who": dispatch.recipient},
                remedy=_("Ladda om sidan och se när."),
            )
        dispatch.refresh_from_db()
        record(
            municipality=by.municipality,
            verb="rules.mark_sent",
            summary=_("Beslutet skickades till %(who)s.") % {"who": dispatch.recipient},
            about=[Ref("rules.pack_adoption", str(dispatch.adoption_id))],
            by=by,
            now=now,
            facts={"recipient": dispatch.recipient, "sent_on": sent_on.isoformat()},
            content={"address": dispatch.address} if dispatch.address else None,
        )
    return dispatch
