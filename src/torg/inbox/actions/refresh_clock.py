from datetime import timedelta

from django.db.models import F

from torg.inbox.models import Direction, Thread
from torg.inbox.states import ThreadState

# Something that has no deadline stands in the queue as though it had this long.
CALM = timedelta(days=30)


def refresh_clock(thread: Thread) -> None:
    """Point the thread at its oldest unanswered message, or at its follow-up. Saves nothing.

    Called by every action that changes what waits; the deadlines themselves stand on the
    messages and are never recomputed.
    """
    oldest = (
        thread.messages.filter(
            direction=Direction.IN,
            is_current=True,
            answered_at__isnull=True,
            deleted_upstream_at__isnull=True,
            removed_at__isnull=True,
        )
        .order_by(F("due_at").asc(nulls_last=True), "made_available_at")
        .first()
    )
    thread.due_at = oldest.due_at if oldest else None
    thread.target_at = oldest.target_at if oldest else None
    if oldest is None and thread.state != ThreadState.DONE:
        thread.due_at = thread.follow_up_at
    if thread.state == ThreadState.DONE:
        thread.order_at = thread.done_at or thread.latest_at
    else:
        thread.order_at = thread.due_at or thread.latest_at + CALM


CLOCK_FIELDS = ("due_at", "target_at", "follow_up_at", "order_at")
