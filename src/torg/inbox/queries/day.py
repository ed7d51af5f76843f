"""What waits for a person, for Min dag; what is late, for everyone."""

from datetime import datetime

from django.db.models import Q, QuerySet

from torg.inbox.models import Direction, Message, Thread
from torg.inbox.queries.visibility import at_home, in_queue
from torg.inbox.states import OPEN, ThreadState
from torg.people.models import User


def to_answer(user: User, now: datetime) -> QuerySet[Thread]:
    """The person's own, those nobody has, and follow-ups whose time has come; by deadline.

    What somebody is named to answer is told to that person first, and later to the others.
    Where a channel has a rota, what nobody has is for whose week it is.
    """
    mine = Q(state=ThreadState.CLAIMED, assigned_to=user)
    told = Q(others_told_at__isnull=True) | Q(others_told_at__lte=now) | Q(answerer=user)
    free = Q(state=ThreadState.NEW) & at_home(user) & told & _not_a_colleagues_week(user)
    promised = Q(state=ThreadState.WAITING, due_at__lt=now)
    # Said twice: only the first lets a database pass by all that is done.
    waiting = in_queue(user).filter(state__in=sorted(OPEN))
    return waiting.filter(mine | free | promised).order_by("order_at", "id")


def _not_a_colleagues_week(user: User) -> Q:
    """What nobody has taken goes to whose week it is on the channel, where it is somebody's;
    what was forwarded goes where it was sent (G-05)."""
    off_duty = user.teams().off_duty
    if not off_duty:
        return Q()
    return Q(forwarded_at__isnull=False) | ~Q(channel_id__in=sorted(off_duty))


def overdue(user: User, now: datetime) -> QuerySet[Thread]:
    """Open threads past their promise, the latest promise last."""
    return in_queue(user).filter(state__in=sorted(OPEN), due_at__lt=now).order_by("due_at", "id")


def breaches(user: User, now: datetime) -> QuerySet[Message]:
    """Messages whose promise has passed without reply, reaction or exception (G-21, V-55)."""
    return (
        Message.objects.filter(
            thread__in=in_queue(user),
            direction=Direction.IN,
            is_current=True,
            answered_at__isnull=True,
            deleted_upstream_at__isnull=True,
            removed_at__isnull=True,
            due_at__lt=now,
        )
        .select_related("thread", "channel")
        .order_by("due_at")
    )
