from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from torg.inbox.models import Direction, Message, Thread
from torg.inbox.states import ThreadState

# Something that has no deadline stands in the queue as though it had this long.
CALM = timedelta(days=30)
CLOCK_FIELDS = ("due_at", "target_at", "follow_up_at", "order_at")


def refresh_clock(thread: Thread) -> None:
    """Point the thread at its oldest unanswered message, or at its follow-up. Saves nothing.

    Called by every action that changes what waits; the deadlines themselves stand on the
    messages and are never recomputed.
    """
    point_clock(thread, _unanswered(thread.pk).first())


def oldest_unanswered(threads: Sequence[UUID]) -> dict[UUID, Message]:
    """What has waited longest in each thread, where anything waits."""
    first = _unanswered(OuterRef("pk")).values("pk")[:1]
    chosen = Thread.objects.filter(pk__in=threads).values_list(Subquery(first), flat=True)
    rows = Message.objects.filter(pk__in=[pk for pk in chosen if pk])
    return {message.thread_id: message for message in rows}


def waits_longer(message: Message, than: Message | None) -> bool:
    """Whether the message comes before the other, as _unanswered has them."""
    if than is None:
        return True
    if message.due_at is None or than.due_at is None:
        if (message.due_at is None) != (than.due_at is None):
            return than.due_at is None
        return message.made_available_at < than.made_available_at
    return (message.due_at, message.made_available_at) < (than.due_at, than.made_available_at)


def point_clock(thread: Thread, oldest: Message | None) -> None:
    """Set the thread's clock by what has waited longest in it. Saves nothing."""
    thread.due_at = oldest.due_at if oldest else None
    thread.target_at = oldest.target_at if oldest else None
    if oldest is None and thread.state != ThreadState.DONE:
        thread.due_at = thread.follow_up_at
    if thread.state == ThreadState.DONE:
        thread.order_at = thread.done_at or thread.latest_at
    else:
        thread.order_at = thread.due_at or thread.latest_at + CALM


def stays(thread: Thread, message: Message) -> bool:
    """Whether a new message surely leaves the thread's clock as it stands."""
    if thread.due_at is None or thread.follow_up_at is not None:
        return False
    return message.due_at is None or message.due_at > thread.due_at


def _unanswered(thread: UUID | OuterRef) -> QuerySet[Message]:
    return Message.objects.filter(
        thread=thread,
        direction=Direction.IN,
        is_current=True,
        answered_at__isnull=True,
        deleted_upstream_at__isnull=True,
        removed_at__isnull=True,
    ).order_by(F("due_at").asc(nulls_last=True), "made_available_at")
