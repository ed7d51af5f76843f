from datetime import datetime, timedelta

from django.db import transaction

from torg.inbox.actions.compose import Words, locked
from torg.inbox.actions.finish import finish, mark_answered
from torg.inbox.actions.send import AT_ONCE, is_settled, send, stored_before
from torg.inbox.models import Answer, Outcome, Purpose, Reply, Thread
from torg.people.models import User


def reply(
    *, thread: Thread, words: Words, by: User, now: datetime, undo: timedelta = AT_ONCE
) -> Reply:
    """Answer the resident and close the thread. Raises Denied, Refusal.

    undo: how long it can be taken back before it leaves (undo_reply). The same form sent
    twice gives one reply and one act (RELIABILITY I3).
    """
    with transaction.atomic():
        thread = locked(thread)
        before = stored_before(thread, words)
        if before is not None and is_settled(before):
            return before
        sent = send(thread=thread, words=words, purpose=Purpose.ANSWER, by=by, now=now, undo=undo)
        mark_answered(thread, sent.message, Answer.REPLY, now)
        finish(thread, Outcome.ANSWERED, by=by, now=now)
    return sent
