from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from torg.inbox.actions.compose import (
    Words,
    answered_message,
    check_free,
    check_sorted,
    check_words,
    judged,
    locked,
)
from torg.inbox.actions.send import is_settled, stored_before, written
from torg.inbox.actions.tell import tell
from torg.inbox.models import Purpose, Reply, Thread, ThreadKind
from torg.inbox.permissions import check_can_reply
from torg.inbox.states import ReplyState, ThreadState, move, move_reply
from torg.notices.actions import notify
from torg.notices.states import Event
from torg.people.models import User
from torg.people.permissions import Permission


def request_second_reader(*, thread: Thread, words: Words, by: User, now: datetime) -> Reply:
    """Let a colleague read the answer before it goes out (G-17). Raises Denied, Refusal.

    The thread is the writer's meanwhile, and its promise keeps running.
    """
    with transaction.atomic():
        thread = locked(thread)
        before = stored_before(thread, words)
        if before is not None and is_settled(before):
            return before
        check_can_reply(by, thread)
        check_free(thread, by)
        check_words(thread, words.text)
        message = answered_message(thread, words)
        check_sorted(message)
        message.thread = thread
        findings = judged(message, words, purpose=Purpose.ANSWER, by=by, now=now, asks_reader=True)
        asked = written(
            thread, message, words, purpose=Purpose.ANSWER, by=by, now=now, findings=findings
        )
        asked.state = move_reply(ReplyState(asked.state), ReplyState.AWAITING)
        asked.second_reader = None
        asked.second_read_at = None
        asked.save()
        if thread.state != ThreadState.CLAIMED:
            thread.state = move(ThreadState(thread.state), ThreadState.CLAIMED)
            thread.assigned_to = by
            thread.claimed_at = now
            thread.save(update_fields=["state", "assigned_to", "claimed_at"])
        tell(
            thread,
            "reply.reader_asked",
            _("Bad en kollega läsa svaret."),
            also=[asked.ref],
            by=by,
            now=now,
            content={"text": asked.text},
        )
        _tell_readers(asked, by, now)
    return asked


def _tell_readers(asked: Reply, by: User, now: datetime) -> None:
    """By letter, to those who may read it."""
    thread = asked.thread
    notify(
        event=Event.READING_ASKED,
        key=f"{asked.pk}:{now.isoformat()}",
        municipality=thread.municipality,
        path=reverse("inbox:show_thread", args=[thread.pk]),
        what=str(thread.channel),
        department=thread.department,
        also=Permission.READ_MESSAGES if thread.kind == ThreadKind.MESSAGE else None,
        by=by,
        now=now,
    )
