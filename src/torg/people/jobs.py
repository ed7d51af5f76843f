"""The worker's door into people."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from torg.kernel.scope import every_municipality
from torg.people import actions


def tidy(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Presence that has gone stale and drafts past their time go; how many rows."""
    with every_municipality():
        return actions.tidy(now=clock())
