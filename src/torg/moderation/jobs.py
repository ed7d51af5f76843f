"""The worker's door into moderation."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.utils import timezone

from torg.kernel.scope import every_municipality
from torg.moderation import actions
from torg.moderation.queries import awaiting_network

log = structlog.get_logger(__name__)


def follow_decisions(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """See what the networks did about our decisions; how many cases moved on."""
    moved = 0
    with every_municipality():
        for case in awaiting_network():
            try:
                moved += actions.follow(case=case, now=clock())
            except Exception:
                # One case must not hold the others; the next round tries again.
                log.exception("case could not be followed", case=str(case.pk))
    return moved
