from datetime import datetime

from torg.inbox.actions.refresh_clock import refresh_clock
from torg.inbox.actions.send_interim import back_by
from torg.inbox.models import Answer, Direction, Purpose, Reply, Thread
from torg.inbox.states import ReplyState, ThreadState, move
from torg.people.models import User

SAID = frozenset({Answer.REPLY, Answer.INTERIM})


def reopened(thread: Thread, reply: Reply, *, to: User, now: datetime) -> None:
    """The reply never reached the resident: its promise runs again, with `to`. Saves the thread.

    On a locked thread. A promise to come back that an earlier interim reply made stands again.
    """
    thread.messages.filter(
        direction=Direction.IN, answered_at=reply.sent_at, answered_by__in=SAID
    ).update(answered_at=None, answered_by="")
    if ThreadState(thread.state) in {ThreadState.DONE, ThreadState.WAITING}:
        thread.state = move(ThreadState(thread.state), ThreadState.CLAIMED)
        thread.assigned_to = to
        thread.claimed_at = now
        thread.outcome = ""
        thread.referred_to = ""
        thread.done_at = None
        thread.done_by = None
    thread.follow_up_at = _promised(thread, reply)
    refresh_clock(thread)
    thread.save()


def _promised(thread: Thread, reply: Reply) -> datetime | None:
    """When we are to be back by the last reply that did go out, if that was an interim one."""
    last = (
        thread.replies.filter(state=ReplyState.SENT)
        .exclude(pk=reply.pk)
        .order_by("-sent_at", "-pk")
        .first()
    )
    if last is None or last.purpose != Purpose.INTERIM or last.sent_at is None:
        return None
    return back_by(thread, last.sent_at)
