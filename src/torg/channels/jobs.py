"""What the register does by itself."""

from datetime import datetime

from django.db.models import F, Q

from torg.channels.actions import mark_addresses
from torg.channels.models import Channel
from torg.kernel.scope import every_municipality

MOST = 500


def mark_changed(now: datetime) -> None:
    """Find anew what the channels that have changed since are found by."""
    changed = Q(marked_at=None) | Q(changed_at__gt=F("marked_at"))
    connected = Q(connection__verified_at__gt=F("marked_at"))
    with every_municipality():
        due = Channel.objects.filter(changed | connected).select_related("connection")
        for channel in due.order_by("pk")[:MOST]:
            mark_addresses(channel=channel, now=now)
