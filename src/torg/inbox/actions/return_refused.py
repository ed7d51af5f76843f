from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.inbox.actions.compose import locked
from torg.inbox.actions.refresh_clock import refresh_clock
from torg.inbox.actions.tell import tell
from torg.inbox.models import Answer, Direction, Reply
from torg.inbox.states import ReplyState, ThreadState, move, move_reply

LOOK_BACK = timedelta(days=14)


def return_refused(*, now: datetime) -> int:
    """Replies that the network refused for good come back to whoever wrote them; how many.

    The resident has had no answer, so the message is unanswered again, with its old promise.
    """
    refused = Act.objects.filter(
        state__in=[ActState.REFUSED, ActState.CANCELLED],
        origin_kind="inbox.reply",
        created_at__gte=now - LOOK_BACK,
    ).values_list("origin_id", flat=True)
    replies = Reply.objects.filter(pk__in=[UUID(pk) for pk in refused], state=ReplyState.SENT)
    return sum(_return(reply, now) for reply in replies)


def _return(reply: Reply, now: datetime) -> int:
    with transaction.atomic():
        thread = locked(reply.thread)
        failed = Reply.objects.filter(pk=reply.pk, state=ReplyState.SENT).update(
            state=move_reply(ReplyState.SENT, ReplyState.FAILED)
        )
        if not failed:
            return 0
        thread.messages.filter(
            direction=Direction.IN,
            answered_at=reply.sent_at,
            answered_by__in=[Answer.REPLY, Answer.INTERIM],
        ).update(answered_at=None, answered_by="")
        if ThreadState(thread.state) in {ThreadState.DONE, ThreadState.WAITING}:
            thread.state = move(ThreadState(thread.state), ThreadState.CLAIMED)
            thread.assigned_to = reply.author
            thread.claimed_at = now
            thread.outcome = ""
            thread.done_at = None
            thread.done_by = None
        refresh_clock(thread)
        thread.save()
        tell(
            thread,
            "reply.failed",
            _("Svaret kom inte ut; konversationen är öppen igen."),
            also=[reply.ref],
            by=None,
            now=now,
        )
    return 1
