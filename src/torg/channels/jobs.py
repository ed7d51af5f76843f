"""What the register does by itself."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.db.models import F, Q
from django.utils import timezone

from torg.channels import actions
from torg.channels.actions import mark_addresses
from torg.channels.models import Channel
from torg.channels.queries.seasons import out_of_season
from torg.kernel.refusals import Refusal
from torg.kernel.scope import every_municipality

log = structlog.get_logger(__name__)
MOST = 500


def mark_changed(now: datetime) -> None:
    """Find anew what the channels that have changed since are found by."""
    changed = Q(marked_at=None) | Q(changed_at__gt=F("marked_at"))
    connected = Q(connection__verified_at__gt=F("marked_at"))
    with every_municipality():
        due = Channel.objects.filter(changed | connected).select_related("connection")
        for channel in due.order_by("pk")[:MOST]:
            mark_addresses(channel=channel, now=now)


def turn_seasons(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Lay channels to rest whose season is over and that are guarded already; how many.

    The others wait on Min dag for somebody to turn the comments off or to watch (G-58).
    """
    rested = 0
    with every_municipality():
        now = clock()
        for channel in out_of_season(timezone.localdate(now)):
            if channel.comments_open:
                continue
            try:
                actions.rest_channel(
                    channel=channel, comments_off=True, watcher=None, by=None, now=now
                )
                rested += 1
            except Refusal as refusal:
                log.info("season over, channel stays", channel=str(channel.pk), why=str(refusal))
    return rested
