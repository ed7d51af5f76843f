"""Acts that nobody holds any longer between their claim and their outcome."""

from uuid import UUID

from django.utils import timezone

from torg.delivery import actions
from torg.delivery.jobs.step import Clock
from torg.kernel.liveness import Lock
from torg.kernel.scope import every_municipality

# Acts and tries of this process that were left between the claim and the outcome.
STRANDED: set[tuple[UUID, int]] = set()


def reap(lock: Lock, *, clock: Clock = timezone.now) -> int:
    """Acts of dead workers, and those whose outcome we could not write, become unknown."""
    stranded = frozenset(STRANDED)
    with every_municipality():
        reaped = actions.reap(lock=lock, stranded=stranded, now=clock())
    STRANDED.difference_update(stranded)
    return reaped
