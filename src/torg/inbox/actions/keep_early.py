from collections.abc import Collection
from datetime import datetime

from torg.channels.models import Channel
from torg.inbox.actions.pack_events import pack_event, unpack_event
from torg.inbox.models import EarlyEvent
from torg.ports.network import Event


def keep_early(*, channel: Channel, event: Event, awaits: str, now: datetime) -> None:
    """Keep an event until what it is about arrives; once, however often it is delivered."""
    EarlyEvent.objects.get_or_create(
        channel=channel,
        network_id=event.network_id,
        version=event.version,
        verb=event.verb,
        defaults={
            "municipality_id": channel.municipality_id,
            "awaits": awaits,
            "event": pack_event(event),
            "arrived_at": now,
        },
    )


def let_go(*, channel: Channel, arrived: Collection[str]) -> list[Event]:
    """The events that waited for these, oldest first; they are no longer kept here."""
    rows = list(EarlyEvent.objects.filter(channel=channel, awaits__in=arrived))
    EarlyEvent.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [unpack_event(row.event) for row in rows]
