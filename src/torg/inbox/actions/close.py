from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.compose import check_free, check_sorted, locked
from torg.inbox.actions.finish import finish, mark_answered
from torg.inbox.actions.tell import tell
from torg.inbox.models import Answer, Direction, Message, MessageKind, Outcome, Purpose, Thread
from torg.inbox.permissions import check_can_reply
from torg.inbox.states import ReplyState, ThreadState
from torg.kernel.refusals import Refusal
from torg.people.models import User

ASKS = frozenset({MessageKind.QUESTION, MessageKind.IMPLICIT})
BY_SENDING = frozenset({Outcome.ANSWERED, Outcome.REACTION, Outcome.REFERRED})
REAL_ANSWERS = frozenset({Purpose.ANSWER, Purpose.REFERRAL})


def close(
    *,
    thread: Thread,
    outcome: str,
    repeat_of: Thread | None = None,
    note: str = "",
    by: User,
    now: datetime,
) -> Thread:
    """End a thread that has had its response, or under a listed exception.

    V-11 (reply, reaction or exception), S-06 (a question without a reply needs a reason from
    the list), V-56 (irony), S-20 (repetition of something answered). Raises Denied, Refusal.
    """
    check_can_reply(by, thread)
    if outcome not in Outcome.values:
        raise Refusal(
            _("Välj hur konversationen avslutas."),
            remedy=_("Svara, gilla eller välj ett undantag i listan."),
            cite="V-11, S-06",
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
        _check_fits(thread, newest, chosen, repeat_of)
        if chosen not in BY_SENDING:
            mark_answered(thread, newest, Answer.EXCEPTION, now)
        thread.repeat_of = repeat_of
        finish(thread, chosen, by=by, now=now)
        tell(
            thread,
            "thread.closed",
            _("Avslutade: %(outcome)s.") % {"outcome": chosen.label},
            by=by,
            now=now,
            facts={"outcome": chosen.value, "kind": newest.kind},
            content={"note": note.strip()} if note.strip() else None,
        )
    return thread


def _newest(thread: Thread) -> Message:
    theirs = thread.messages.filter(direction=Direction.IN, is_current=True)
    return theirs.order_by("-made_available_at", "-id")[:1].get()


def _check_fits(
    thread: Thread, newest: Message, outcome: Outcome, repeat_of: Thread | None
) -> None:
    if outcome in BY_SENDING and not _responded(thread, newest, outcome):
        raise Refusal(
            _("Invånaren har varken fått svar eller reaktion på det senaste."),
            remedy=_("Svara, gilla eller välj ett undantag i listan."),
            cite="V-11",
            field="outcome",
        )
    if outcome == Outcome.IRONIC and newest.kind in ASKS:
        raise Refusal(
            _("Undantaget för ironi gäller synpunkter, inte frågor."),
            remedy=_("Svara på frågan eller välj ett annat skäl."),
            cite="V-56, S-06",
            field="outcome",
        )
    if outcome == Outcome.REPEAT:
        _check_repeat(thread, repeat_of)
    if outcome == Outcome.WITHDRAWN and newest.deleted_upstream_at is None:
        raise Refusal(
            _("Meddelandet finns kvar hos nätverket."),
            remedy=_("Svara, gilla eller välj ett annat undantag."),
            field="outcome",
        )


def _responded(thread: Thread, newest: Message, outcome: Outcome) -> bool:
    """Whether what the outcome says has really been done about the newest message."""
    if outcome == Outcome.REACTION:
        return newest.answered_by == Answer.REACTION
    # An interim reply promised an answer and is none itself.
    return newest.answered_by == Answer.OUTSIDE or (
        thread.replies.filter(
            state=ReplyState.SENT,
            purpose__in=REAL_ANSWERS,
            sent_at__gte=newest.made_available_at,
        ).exists()
    )


def _check_repeat(thread: Thread, repeat_of: Thread | None) -> None:
    """S-20: the same person has asked before and was answered then."""
    same_person = (
        repeat_of is not None
        and repeat_of.pk != thread.pk
        and repeat_of.person.author_id == thread.person.author_id
        and repeat_of.channel.network == thread.channel.network
    )
    if repeat_of is None or not same_person or not _was_answered(repeat_of):
        raise Refusal(
            _("Välj den tidigare konversation där samma person fick svaret."),
            remedy=_("En fråga som ställs första gången måste besvaras."),
            cite="S-20",
            field="repeat_of",
        )


def _was_answered(thread: Thread) -> bool:
    answered = thread.replies.filter(state=ReplyState.SENT, purpose__in=REAL_ANSWERS)
    return answered.exists() or thread.messages.filter(answered_by=Answer.OUTSIDE).exists()
