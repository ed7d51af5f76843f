from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import enqueue
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.moderation.actions.decide import target_of
from torg.moderation.models import Case, Notice
from torg.moderation.permissions import check_can_decide
from torg.moderation.queries import ref_to
from torg.moderation.states import CaseState
from torg.people.models import User
from torg.ports.network import ActKind, Capability
from torg.ports.registry import network_for


def close(*, case: Case, notice: Notice, text: str = "", by: User, now: datetime) -> Case:
    """Tell the author why, or say why not, and close the case (V-65). Raises Denied, Refusal."""
    check_can_decide(by, case)
    if notice == Notice.SENT and not text.strip():
        raise Refusal(_("Skriv förklaringen, eller välj varför den inte skickas."), field="text")
    with transaction.atomic():
        moved = Case.objects.filter(pk=case.pk, state=CaseState.CARRIED_OUT).update(
            state=CaseState.CLOSED,
            notice=notice,
            notice_text=text.strip() if notice == Notice.SENT else "",
            closed_by=by,
            closed_at=now,
        )
        if not moved:
            raise Refusal(
                _("Ärendet kan inte avslutas än, eller är redan avslutat."),
                remedy=_("Ladda om sidan och se var det är."),
            )
        if notice == Notice.SENT:
            _send(case, text.strip(), by, now)
        record(
            municipality=case.message.municipality,
            verb="case.closed",
            summary=_("Avslutade ärendet. %(notice)s.") % {"notice": notice.label},
            about=[ref_to(case), Ref("inbox.thread", str(case.message.thread_id))],
            by=by,
            now=now,
            facts={"notice": notice},
            content={"text": text.strip()} if notice == Notice.SENT else None,
        )
    case.refresh_from_db()
    return case


def _send(case: Case, text: str, by: User, now: datetime) -> None:
    connection = case.message.channel.connection
    card = network_for(connection.adapter).card
    if Capability.MESSAGE not in card.capabilities:
        raise Refusal(
            _("%(network)s har inga direktmeddelanden som vi kan skicka.") % {"network": card.name},
            remedy=_("Välj att personen inte går att nå."),
            field="notice",
        )
    enqueue(
        channel=case.message.channel,
        kind=ActKind.MESSAGE,
        payload={"text": text, "target": target_of(case.message)},
        origin=ref_to(case),
        by=by,
        now=now,
    )
