"""Make an event from a network into what the inbox holds: the same set, however it arrives."""

from datetime import datetime

from django.db import IntegrityError, transaction

from torg.channels.models import ChannelConnection
from torg.delivery.queries import is_ours
from torg.inbox.actions.attach_echo import attach_echo
from torg.inbox.actions.keep_early import keep_early, let_go
from torg.inbox.actions.mark_deleted import mark_deleted
from torg.inbox.actions.pack_events import pack_event, unpack_event
from torg.inbox.actions.store_edition import store_edition
from torg.inbox.models import Message, RawDelivery
from torg.ports.network import Event, EventKind, EventVerb

# Counted by insight one day; today they are kept in the stored payload only.
NOT_THREADS = frozenset({EventKind.LIKE, EventKind.REPOST})


def take_in(
    *,
    connection: ChannelConnection,
    event: Event,
    raw: RawDelivery | None,
    now: datetime,
) -> Message | None:
    """Take one event in, in one transaction; None when it was known, waits or is no message.

    Idempotent in any order: a repeated edition changes nothing; a deletion or an echo that
    came before what it is about waits for it.
    """
    event = unpack_event(pack_event(event))
    if event.kind in NOT_THREADS:
        return None
    with transaction.atomic():
        try:
            with transaction.atomic():
                return _apply(connection, event, raw, now)
        except IntegrityError:
            # Another worker stored the same edition between our look and our write.
            if _known(connection, event):
                return None
            raise


def _apply(
    connection: ChannelConnection, event: Event, raw: RawDelivery | None, now: datetime
) -> Message | None:
    channel = connection.channel
    if event.verb is EventVerb.DELETED:
        if not mark_deleted(channel=channel, event=event, now=now):
            keep_early(channel=channel, event=event, awaits=event.network_id, now=now)
        return None
    if _known(connection, event):
        return None
    ours = event.author.id == connection.account_id or is_ours(channel, event.network_id)
    if ours:
        return attach_echo(channel=channel, event=event, raw=raw, now=now)
    message = store_edition(channel=channel, event=event, raw=raw, now=now)
    arrived = {event.network_id, event.root_id if event.kind is EventKind.MESSAGE else ""}
    for waiting in let_go(channel=channel, arrived=arrived - {""}):
        _apply(connection, waiting, raw, now)
    return message


def _known(connection: ChannelConnection, event: Event) -> bool:
    return Message.objects.filter(
        channel_id=connection.channel_id, network_id=event.network_id, version=event.version
    ).exists()
