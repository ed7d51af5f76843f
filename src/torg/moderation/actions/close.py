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
from torg.moderation.queries import able_to_tell, ground_of, ref_to, registration_clause, terms_of
from torg.moderation.states import CaseState
from torg.people.models import User
from torg.ports.network import ActKind


def close(*, case: Case, notice: Notice, text: str = "", by: User, now: datetime) -> Case:
    """Tell the author why, or say why not, and close the case (V-65). Raises Denied, Refusal.

    A ground that asks for hand-over or registration keeps it open until that is done.
    """
    check_can_decide(by, case)
    text = text.strip() if notice == Notice.SENT else ""
    _check_notice(case, notice, text)
    with transaction.atomic():
        stored = Case.objects.select_for_update().get(pk=case.pk)
        _check_done(stored, case, now)
        moved = Case.objects.filter(pk=case.pk, state=CaseState.CARRIED_OUT).update(
            state=CaseState.CLOSED,
            notice=notice,
            notice_text=text,
            closed_by=by,
            closed_at=now,
        )
        if not moved:
            raise Refusal(
                _("Ärendet kan inte avslutas än, eller är redan avslutat."),
                remedy=_("Ladda om sidan och se var det är."),
            )
        if notice == Notice.SENT:
            _send(case, text, by, now)
        record(
            municipality=case.message.municipality,
            verb="case.closed",
            summary=_("Avslutade ärendet. %(notice)s.") % {"notice": notice.label},
            about=[ref_to(case), Ref("inbox.thread", str(case.message.thread_id))],
            by=by,
            now=now,
            facts={"notice": notice.value},
            content={"text": text} if text else None,
        )
    case.refresh_from_db()
    return case


def _check_notice(case: Case, notice: Notice, text: str) -> None:
    if notice != Notice.SENT:
        return
    if not text:
        raise Refusal(_("Skriv förklaringen, eller välj varför den inte skickas."), field="text")
    if not able_to_tell(case):
        raise Refusal(
            _("Kanalen har inga direktmeddelanden som vi kan skicka."),
            remedy=_("Välj att personen inte går att nå."),
            field="notice",
        )


def _check_done(stored: Case, case: Case, now: datetime) -> None:
    ground = ground_of(case, stored.ground)
    if stored.needs_hand_over and stored.handed_to_id is None:
        raise Refusal(
            _("Grunden kräver att en förvaltning tar över innan ärendet avslutas."),
            remedy=_("Välj förvaltning under Lämna över."),
            cite=str(ground.citation) if ground else "",
        )
    if stored.needs_registration and not stored.registration_reference:
        raise Refusal(
            _("Ärendet ska registreras i %(system)s innan det avslutas.")
            % {"system": terms_of(case).case_system or _("ärendesystemet")},
            remedy=_("Registratorn skriver in beteckningen."),
            cite=registration_clause(case, now),
        )


def _send(case: Case, text: str, by: User, now: datetime) -> None:
    enqueue(
        channel=case.message.channel,
        kind=ActKind.MESSAGE,
        payload={"text": text, "target": target_of(case.message)},
        origin=ref_to(case),
        by=by,
        now=now,
    )
