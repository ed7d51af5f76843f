from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.compose import Words, locked
from torg.inbox.actions.finish import finish, mark_answered
from torg.inbox.actions.send import AT_ONCE, is_settled, send, stored_before
from torg.inbox.models import Answer, Outcome, Purpose, Reply, Thread
from torg.kernel.refusals import Refusal
from torg.people.models import User


def refer(
    *,
    thread: Thread,
    words: Words,
    body: str,
    by: User,
    now: datetime,
    undo: timedelta = AT_ONCE,
) -> Reply:
    """Send the resident to whoever can answer, with their name in the text (S-07).

    body: the agency or body. Raises Denied, Refusal.
    """
    if not body.strip():
        raise Refusal(_("Skriv vilken instans du hänvisar till."), field="body")
    with transaction.atomic():
        thread = locked(thread)
        before = stored_before(thread, words)
        if before is not None and is_settled(before):
            return before
        sent = send(
            thread=thread,
            words=words,
            purpose=Purpose.REFERRAL,
            referred_to=body.strip(),
            by=by,
            now=now,
            undo=undo,
        )
        mark_answered(thread, sent.message, Answer.REPLY, now)
        thread.referred_to = sent.referred_to
        finish(thread, Outcome.REFERRED, by=by, now=now)
    return sent
