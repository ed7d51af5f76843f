"""The worker's door into planning."""

import time
from collections.abc import Callable
from datetime import datetime
from math import inf

import structlog
from django.utils import timezone

from torg.channels.queries.closing import untold
from torg.kernel.scope import every_municipality
from torg.people.models.connections import in_turn
from torg.planning import actions
from torg.planning.queries import due_for_release, next_planned
from torg.planning.states import PostState

log = structlog.get_logger(__name__)
PAGE = 1_024
GIVE_WAY = 0.001


def release_due(
    told: Callable[[], object] = lambda: None, *, clock: Callable[[], datetime] = timezone.now
) -> int:
    """Release every approved post whose minute has come; how many were looked at.

    told: called after each that delivery has now.
    """
    with every_municipality():
        waiting = list(due_for_release(clock())[:PAGE])
        for post in waiting:
            try:
                with in_turn():
                    released = actions.release(post=post, now=clock())
                if released.state == PostState.RELEASED:
                    told()
                    # The threads that send it wait for their turn, too.
                    time.sleep(GIVE_WAY)
            except Exception:
                # One broken post must not hold the others; the next sweep finds it again.
                log.exception("release failed", post=str(post.pk))
    return len(waiting)


def until_next(*, clock: Callable[[], datetime] = timezone.now) -> float:
    """Seconds until the next approved post's minute comes; endless when there is none."""
    with every_municipality():
        now = clock()
        first = next_planned(now)
    return (first - now).total_seconds() if first else inf


def tell_closings(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Say to closings which of their notices are published; how many."""
    with every_municipality():
        return sum(actions.note_published(notice=notice, now=clock()) for notice in untold())
