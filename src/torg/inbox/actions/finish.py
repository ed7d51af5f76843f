from datetime import datetime

from torg.inbox.actions.refresh_clock import refresh_clock
from torg.inbox.models import Answer, Direction, Message, Outcome, Thread
from torg.inbox.states import ThreadState, move
from torg.people.models import User


def mark_answered(thread: Thread, upto: Message, way: Answer, now: datetime) -> None:
    """Note on the messages up to this one that the resident has had a response."""
    thread.messages.filter(
        direction=Direction.IN,
        answered_at__isnull=True,
        made_available_at__lte=upto.made_available_at,
    ).update(answered_at=now, answered_by=way)


def finish(thread: Thread, outcome: Outcome, *, by: User, now: datetime) -> None:
    """Close the thread with its outcome, unless something newer is still unanswered. Saves it."""
    state = ThreadState(thread.state)
    waits = thread.messages.filter(
        direction=Direction.IN,
        is_current=True,
        answered_at__isnull=True,
        deleted_upstream_at__isnull=True,
        removed_at__isnull=True,
    ).exists()
    if not waits and state is not ThreadState.DONE:
        thread.state = move(state, ThreadState.DONE)
        thread.outcome = outcome
        thread.done_at = now
        thread.done_by = by
        thread.assigned_to = None
        thread.claimed_at = None
        thread.follow_up_at = None
    refresh_clock(thread)
    thread.save()
