from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from torg.channels.models import Channel


def note_activity(*, latest: Mapping[UUID, date], now: datetime) -> int:
    """The day of our latest post or reply on each channel, where it is later than what is known.

    How many were changed. A day to come is no activity.
    """
    changed = 0
    for channel in Channel.objects.filter(pk__in=latest):
        day = latest[channel.pk]
        if day <= timezone.localdate(now) and (channel.active_on or date.min) < day:
            changed += Channel.objects.filter(pk=channel.pk).update(active_on=day)
    return changed
