from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.inbox.actions import forget_content
from torg.inbox.models import Direction, Message
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.moderation.actions.capture import Capture, capture
from torg.moderation.models import Case, Evidence
from torg.moderation.permissions import check_can_report
from torg.moderation.queries import evidence_clause, facts_of, open_case_of, ref_to
from torg.people.models import User
from torg.rules.queries import Verdict, check, removal_terms


def report(
    *, message: Message, context: str, no_copy: bool = False, by: User, now: datetime
) -> Case:
    """Report content: what stands there is captured and sealed at once (V-99), then a case opens.

    context: what it was about and where it stood, in the reporter's words (G-34).
    no_copy: the content may not be copied; only what identifies it is sealed, and what the
    inbox and the log held of it is deleted.
    Raises Denied, Refusal.
    """
    check_can_report(by, message)
    if message.direction != Direction.IN:
        raise Refusal(
            _("Det här har kommunen själv skrivit."),
            remedy=_("Ta bort det på kanalen i stället."),
        )
    if not context.strip():
        raise Refusal(
            _("Beskriv sammanhanget, annars går beviset inte att försegla."),
            cite=evidence_clause(message, now),
            field="context",
        )
    if open_case_of(message):
        raise _already()
    taken = capture(message=message, context=context.strip(), no_copy=no_copy, by=by, now=now)
    try:
        with transaction.atomic():
            if no_copy:
                ground = _("Innehållet får inte kopieras.")
                forget_content(message=message, decision=ground, by=by, now=now)
            return _open(message, taken, by, now)
    except IntegrityError as error:
        raise _already() from error


def _open(message: Message, taken: Capture, by: User, now: datetime) -> Case:
    evidence = _seal(message, taken, by, now)
    terms = removal_terms(message.municipality, facts_of(message, now, sealed_at=now))
    case: Case = Case.objects.create(
        municipality_id=message.municipality_id,
        message=message,
        evidence=evidence,
        reported_by=by,
        discovered_at=now,
        deadline=terms.deadline,
        order_at=terms.deadline or now,
        alert_at=terms.alert_at,
        explanation=list(terms.explanation),
    )
    record(
        municipality=message.municipality,
        verb="case.reported",
        summary=_("Rapporterade innehåll; beviset förseglades."),
        about=[
            ref_to(case),
            Ref("inbox.message", str(message.pk)),
            Ref("inbox.thread", str(message.thread_id)),
        ],
        by=by,
        now=now,
        facts={
            "evidence": taken.digest,
            "payload": taken.payload_digest,
            "card": taken.card_digest,
            "file": taken.file_digest,
            "no_copy": taken.no_copy,
            "network_id": message.network_id,
            "version": message.version,
        },
        content={"context": taken.context},
    )
    return case


def _seal(message: Message, taken: Capture, by: User, now: datetime) -> Evidence:
    """Store the evidence, or refuse when the rules miss an element (G-34)."""
    evidence = Evidence(
        municipality_id=message.municipality_id,
        message=message,
        digest=taken.digest,
        payload_digest=taken.payload_digest,
        card_digest=taken.card_digest,
        file_digest=taken.file_digest,
        file_missing=taken.file_missing,
        context=taken.context,
        no_copy=taken.no_copy,
        sealed_at=now,
        sealed_by=by,
    )
    facts = facts_of(message, now, sealed_at=now, evidence=evidence.elements, no_copy=taken.no_copy)
    for finding in check(message.municipality, facts, now):
        if finding.verdict == Verdict.STOP:
            raise Refusal(finding.message, cite=str(finding.citation), field=finding.field)
    evidence.save(force_insert=True)
    return evidence


def _already() -> Refusal:
    return Refusal(
        _("Det finns redan ett öppet ärende om det här."),
        remedy=_("Beviset är redan förseglat. Ärendet står under Ärenden."),
    )
