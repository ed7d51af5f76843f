from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.close import BINDING
from torg.inbox.actions.compose import Words, check_free, locked
from torg.inbox.actions.send import is_settled, send, stored_before
from torg.inbox.actions.tell import tell
from torg.inbox.models import Direction, Forward, Purpose, Reply, Thread
from torg.inbox.permissions import check_can_forward
from torg.inbox.queries import forward_facts
from torg.inbox.states import ReplyState, ThreadState, move
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.people.models import Department, User
from torg.rules.queries import Finding, check


def forward(
    *,
    thread: Thread,
    department: Department,
    note: str = "",
    acknowledgement: Words | None = None,
    reason: str = "",
    by: User,
    now: datetime,
) -> Forward:
    """Hand the thread to another department, with its history and its deadline (M1-11).

    Whether the resident has to be told, or a reason given why not, the rules say (V-53). What
    is told does not meet the promise of an answer. Raises Denied, Refusal.
    """
    with transaction.atomic():
        thread = locked(thread)
        check_can_forward(by, thread)
        check_free(thread, by)
        _check_target(thread, department)
        told = _tell_resident(thread, acknowledgement, by, now) or _told_already(thread)
        _check_told(thread, told is not None, reason, now)
        made: Forward = Forward.objects.create(
            municipality_id=thread.municipality_id,
            thread=thread,
            from_department=thread.department,
            department=department,
            note=note.strip(),
            acknowledgement=told,
            reason="" if told else reason.strip()[:300],
            to_tell=bool(_asked(thread, False, "", now)),
            by=by,
            at=now,
        )
        _hand_over(thread, department, now)
        _record(made, by, now)
    return made


def _check_told(thread: Thread, acknowledged: bool, reason: str, now: datetime) -> None:
    for finding in _asked(thread, acknowledged, reason.strip(), now):
        raise Refusal(
            finding.message,
            remedy=_("Skriv ett besked till invånaren, eller varför det inte behövs."),
            cite=str(finding.citation),
            field="acknowledgement",
        )


def _asked(thread: Thread, acknowledged: bool, reason: str, now: datetime) -> list[Finding]:
    facts = forward_facts(thread, acknowledged=acknowledged, reason=reason)
    return [each for each in check(thread.municipality, facts, now) if each.verdict in BINDING]


def _hand_over(thread: Thread, department: Department, now: datetime) -> None:
    """New in the other department's queue; the clock is left alone."""
    if thread.state != ThreadState.NEW:
        thread.state = move(ThreadState(thread.state), ThreadState.NEW)
    thread.assigned_to = None
    thread.claimed_at = None
    thread.department = department
    thread.forwarded_at = now
    thread.save()


def _check_target(thread: Thread, department: Department) -> None:
    if department.municipality_id != thread.municipality_id:
        raise Refusal(_("Förvaltningen hör till en annan kommun."), field="department")
    if department.pk == thread.department_id:
        raise Refusal(
            _("Konversationen ligger redan hos %(unit)s.") % {"unit": department},
            field="department",
        )
    if thread.state == ThreadState.DONE:
        raise Refusal(_("Konversationen är avslutad."), remedy=_("Öppna den igen först."))


def _tell_resident(thread: Thread, words: Words | None, by: User, now: datetime) -> Reply | None:
    if words is None or not words.text.strip():
        return None
    before = stored_before(thread, words)
    if before is not None and is_settled(before):
        return before
    return send(thread=thread, words=words, purpose=Purpose.ACKNOWLEDGEMENT, by=by, now=now)


def _told_already(thread: Thread) -> Reply | None:
    """Something that we have said since the resident began to wait."""
    oldest = (
        thread.messages.filter(direction=Direction.IN, is_current=True, answered_at__isnull=True)
        .order_by("made_available_at")
        .first()
    )
    sent = thread.replies.filter(state=ReplyState.SENT)
    if oldest is not None:
        sent = sent.filter(sent_at__gte=oldest.made_available_at)
    return sent.order_by("-sent_at").first()


def _record(made: Forward, by: User, now: datetime) -> None:
    tell(
        made.thread,
        "thread.forwarded",
        _("Skickade vidare till %(unit)s.") % {"unit": made.department},
        also=[Ref("inbox.forward", str(made.pk))],
        by=by,
        now=now,
        facts={
            "from": str(made.from_department_id),
            "to": str(made.department_id),
            "told": made.acknowledgement_id is not None,
        },
        content={"note": made.note, "reason": made.reason},
    )
