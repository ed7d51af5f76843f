from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.compose import check_free, check_sorted, locked
from torg.inbox.actions.finish import finish, mark_answered
from torg.inbox.actions.tell import tell
from torg.inbox.models import Answer, Direction, Message, Outcome, Thread
from torg.inbox.permissions import check_can_reply
from torg.inbox.queries import ending_facts, responded, was_answered
from torg.inbox.states import ThreadState
from torg.kernel.refusals import Refusal
from torg.people.models import User
from torg.rules.queries import Finding, Verdict, check, pack_in_force

BY_SENDING = frozenset({Outcome.ANSWERED, Outcome.REACTION, Outcome.REFERRED})
BINDING = frozenset({Verdict.STOP, Verdict.WARN})


def close(
    *,
    thread: Thread,
    outcome: str,
    repeat_of: Thread | None = None,
    note: str = "",
    by: User,
    now: datetime,
) -> Thread:
    """End a thread that has had its response, or under an exception from answering.

    What needs an answer, and which exception holds for what, is the municipality's to say. That
    an outcome is true is the desk's: an answered thread has been answered. note: also the reason
    to close in spite of a warning. Raises Denied, Refusal.
    """
    check_can_reply(by, thread)
    if outcome not in Outcome.values:
        raise Refusal(
            _("Välj hur konversationen avslutas."),
            remedy=_("Svara, gilla eller välj ett undantag i listan."),
            field="outcome",
        )
    chosen = Outcome(outcome)
    with transaction.atomic():
        thread = locked(thread)
        check_free(thread, by)
        if thread.state == ThreadState.DONE:
            raise Refusal(_("Konversationen är redan avslutad."), remedy=_("Ladda om sidan."))
        newest = _newest(thread)
        check_sorted(newest)
        found = _judged(thread, newest, chosen, repeat_of, note, now)
        if chosen not in BY_SENDING:
            mark_answered(thread, newest, Answer.EXCEPTION, now)
        thread.repeat_of = repeat_of
        finish(thread, chosen, by=by, now=now)
        _record(thread, chosen, newest, found, note.strip(), by, now)
    return thread


def _newest(thread: Thread) -> Message:
    theirs = thread.messages.filter(direction=Direction.IN, is_current=True)
    return theirs.order_by("-made_available_at", "-id")[:1].get()


def _judged(
    thread: Thread,
    newest: Message,
    outcome: Outcome,
    repeat_of: Thread | None,
    note: str,
    now: datetime,
) -> list[Finding]:
    """What the rules say. Raises Refusal on what is untrue, on a stop, and on a bare warning."""
    findings = check(thread.municipality, ending_facts(thread, newest, outcome, repeat_of), now)
    binding = [finding for finding in findings if finding.verdict in BINDING]
    _check_true(thread, newest, outcome, repeat_of, _cited(binding))
    if not binding:
        return findings
    first = binding[0]
    if first.verdict is Verdict.STOP:
        raise Refusal(
            first.message,
            remedy=_("Svara, eller välj ett annat skäl i listan."),
            cite=str(first.citation),
            field="outcome",
        )
    if not note.strip():
        raise Refusal(
            first.message,
            remedy=_("Svara, eller skriv i anteckningen varför konversationen avslutas ändå."),
            cite=str(first.citation),
            field="note",
        )
    return findings


def _cited(binding: Sequence[Finding]) -> str:
    return str(binding[0].citation) if binding else ""


def _check_true(
    thread: Thread, newest: Message, outcome: Outcome, repeat_of: Thread | None, cite: str
) -> None:
    if outcome in BY_SENDING and not responded(thread, newest, outcome):
        raise Refusal(
            _("Invånaren har varken fått svar eller reaktion på det senaste."),
            remedy=_("Svara, gilla eller välj ett undantag i listan."),
            cite=cite,
            field="outcome",
        )
    if outcome == Outcome.REPEAT and not _repeats(thread, repeat_of):
        raise Refusal(
            _("Välj den tidigare konversation där samma person fick svaret."),
            remedy=_("En fråga som ställs första gången är ingen upprepning."),
            cite=cite,
            field="repeat_of",
        )
    if outcome == Outcome.WITHDRAWN and newest.deleted_upstream_at is None:
        raise Refusal(
            _("Meddelandet finns kvar hos nätverket."),
            remedy=_("Svara, gilla eller välj ett annat undantag."),
            field="outcome",
        )


def _repeats(thread: Thread, earlier: Thread | None) -> bool:
    """The same person has asked before and was answered then."""
    return (
        earlier is not None
        and earlier.pk != thread.pk
        and earlier.person.author_id == thread.person.author_id
        and earlier.channel.network == thread.channel.network
        and was_answered(earlier)
    )


def _record(
    thread: Thread,
    outcome: Outcome,
    newest: Message,
    found: Sequence[Finding],
    note: str,
    by: User,
    now: datetime,
) -> None:
    tell(
        thread,
        "thread.closed",
        _("Avslutade: %(outcome)s.") % {"outcome": outcome.label},
        by=by,
        now=now,
        facts={
            "outcome": outcome.value,
            "kind": newest.kind,
            "pack": pack_in_force(thread.municipality, now).digest,
            "rules": [finding.rule_id for finding in found],
        },
        content={"note": note} if note else None,
    )
