"""The worker's door into planning."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.utils import timezone

from torg.channels.queries.closing import untold
from torg.kernel.scope import every_municipality
from torg.planning import actions
from torg.planning.queries import due_for_release

log = structlog.get_logger(__name__)
PAGE = 256


def release_due(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Release every approved post whose minute has come; how many were looked at."""
    with every_municipality():
        waiting = list(due_for_release(clock())[:PAGE])
        for post in waiting:
            try:
                actions.release(post=post, now=clock())
            except Exception:
                # One broken post must not hold the others; the next sweep finds it again.
                log.exception("release failed", post=str(post.pk))
    return len(waiting)


def tell_closings(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Say to closings which of their notices are published; how many."""
    with every_municipality():
        return sum(actions.note_published(notice=notice, now=clock()) for notice in untold())
