from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.inbox.actions.compose import locked
from torg.inbox.actions.refresh_clock import refresh_clock
from torg.inbox.actions.reopened import reopened
from torg.inbox.actions.tell import tell
from torg.inbox.models import Answer, Message, Reply, Share
from torg.inbox.queries.reposting import ORIGIN, repost_ref
from torg.inbox.states import (
    ReplyState,
    ShareState,
    ThreadState,
    move,
    move_reply,
    move_share,
)
from torg.kernel.refs import Ref
from torg.ports.network import ActKind

LOOK_BACK = timedelta(days=14)


def return_refused(*, now: datetime) -> int:
    """Replies, likes and shares that the network refused for good come back; how many.

    The resident has had no response, so the message is unanswered again, with its old
    promise: a reply's with whoever wrote it, a like's among the new. A share is with whoever
    asked for it.
    """
    replies = Reply.objects.filter(pk__in=_refused("inbox.reply", now), state=ReplyState.SENT)
    liked = Message.objects.filter(
        pk__in=_refused("inbox.message", now), answered_by=Answer.REACTION
    )
    shares = Share.objects.filter(message__in=_refused(ORIGIN, now), state=ShareState.SENT)
    return (
        sum(_return(reply, now) for reply in replies)
        + sum(_return_like(message, now) for message in liked)
        + sum(_return_share(share, now) for share in shares.select_related("message__thread"))
    )


def _refused(origin_kind: str, now: datetime) -> list[UUID]:
    """What asked for acts that ended without being done, and for none that goes on."""
    ended = [ActState.REFUSED, ActState.CANCELLED]
    acts = Act.objects.filter(
        origin_kind=origin_kind,
        kind__in=[ActKind.REPLY, ActKind.MESSAGE, ActKind.LIKE, ActKind.REPOST],
        created_at__gte=now - LOOK_BACK,
    )
    gone = set(acts.filter(state__in=ended).values_list("origin_id", flat=True))
    alive = set(
        acts.filter(origin_id__in=gone).exclude(state__in=ended).values_list("origin_id", flat=True)
    )
    return [UUID(pk) for pk in gone - alive]


def _return_like(message: Message, now: datetime) -> int:
    with transaction.atomic():
        thread = locked(message.thread)
        cleared = thread.messages.filter(
            answered_by=Answer.REACTION, answered_at=message.answered_at
        ).update(answered_at=None, answered_by="")
        if not cleared:
            return 0
        if thread.state == ThreadState.DONE:
            thread.state = move(ThreadState.DONE, ThreadState.NEW)
            thread.outcome = ""
            thread.done_at = None
            thread.done_by = None
        refresh_clock(thread)
        thread.save()
        tell(
            thread,
            "message.like_failed",
            _("Gillandet kom inte fram; konversationen är öppen igen."),
            also=[Ref("inbox.message", str(message.pk))],
            by=None,
            now=now,
        )
    return 1


def _return(reply: Reply, now: datetime) -> int:
    with transaction.atomic():
        thread = locked(reply.thread)
        failed = Reply.objects.filter(pk=reply.pk, state=ReplyState.SENT).update(
            state=move_reply(ReplyState.SENT, ReplyState.FAILED)
        )
        if not failed:
            return 0
        reopened(thread, reply, to=reply.author, now=now)
        tell(
            thread,
            "reply.failed",
            _("Svaret kom inte ut; konversationen är öppen igen."),
            also=[reply.ref],
            by=None,
            now=now,
        )
    return 1


def _return_share(share: Share, now: datetime) -> int:
    with transaction.atomic():
        thread = locked(share.message.thread)
        failed = Share.objects.filter(pk=share.pk, state=ShareState.SENT).update(
            state=move_share(ShareState.SENT, ShareState.FAILED)
        )
        if failed:
            tell(
                thread,
                "message.share_failed",
                _("Delningen kom inte ut; den ligger hos den som bad om den."),
                also=[repost_ref(share.message)],
                by=None,
                now=now,
            )
    return failed
