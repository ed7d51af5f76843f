from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.compose import Words, answered_message, judged, locked
from torg.inbox.actions.finish import finish, mark_answered
from torg.inbox.actions.send import AT_ONCE, dispatch
from torg.inbox.actions.tell import tell
from torg.inbox.models import Answer, Outcome, Purpose, Reply
from torg.inbox.permissions import check_can_second_read
from torg.inbox.states import ReplyState, move_reply
from torg.kernel.refusals import Refusal
from torg.people.models import User


def second_read(
    *,
    reply: Reply,
    approve: bool,
    note: str = "",
    by: User,
    now: datetime,
    undo: timedelta = AT_ONCE,
) -> Reply:
    """Approve a colleague's answer, which sends it, or return it with a note.

    Never one's own. An answer is not sent past something newer from the resident.
    Raises Denied, Refusal.
    """
    check_can_second_read(by, reply)
    if not approve and not note.strip():
        raise Refusal(_("Skriv vad som behöver ändras."), field="note")
    with transaction.atomic():
        thread = locked(reply.thread)
        reply = (
            Reply.objects.select_for_update(of=("self",))
            .select_related("message", "author__department")
            .get(pk=reply.pk)
        )
        reply.thread = reply.message.thread = thread
        if reply.state != ReplyState.AWAITING:
            raise Refusal(
                _("Svaret väntar inte längre på att läsas."),
                remedy=_("Ladda om sidan och se vad som hände."),
            )
        reply.second_reader = by
        reply.second_read_at = now
        reply.reader_note = note.strip()
        if approve:
            _approve(reply, by=by, now=now, undo=undo)
        else:
            reply.state = move_reply(ReplyState.AWAITING, ReplyState.RETURNED)
            reply.save()
            _tell(reply, "reply.returned", _("Lämnade tillbaka svaret."), by=by, now=now)
    return reply


def _approve(reply: Reply, *, by: User, now: datetime, undo: timedelta) -> None:
    words = Words(
        text=reply.text,
        form_token=reply.form_token,
        seen=reply.message_id,
        motive=reply.motive or reply.reader_note,
    )
    answered_message(reply.thread, words)
    judged(
        reply.message,
        words,
        purpose=Purpose.ANSWER,
        by=reply.author,
        now=now,
        second_reader=True,
    )
    _tell(reply, "reply.read", _("Läste svaret och godkände det."), by=by, now=now)
    dispatch(reply, by=by, now=now, undo=undo)
    mark_answered(reply.thread, reply.message, Answer.REPLY, now)
    finish(reply.thread, Outcome.ANSWERED, by=by, now=now)


def _tell(reply: Reply, verb: str, summary: str, *, by: User, now: datetime) -> None:
    tell(
        reply.thread,
        verb,
        summary,
        also=[reply.ref],
        by=by,
        now=now,
        content={"note": reply.reader_note} if reply.reader_note else None,
    )
