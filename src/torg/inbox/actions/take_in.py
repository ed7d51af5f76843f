"""Make events from a network into what the inbox holds: the same set, however they arrive."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from torg.channels.models import ChannelConnection
from torg.delivery.models import Publication
from torg.delivery.queries import is_ours
from torg.inbox.actions.attach_echo import attach_echo
from torg.inbox.actions.keep_early import keep_early, let_go
from torg.inbox.actions.mark_deleted import mark_deleted
from torg.inbox.actions.pack_events import storable_event
from torg.inbox.actions.settle_delivery import settle_delivery
from torg.inbox.actions.store_edition import store_edition
from torg.inbox.actions.store_firsts import store_firsts
from torg.inbox.models import EarlyEvent, Message, RawDelivery
from torg.people.models.prepared import ask, filled
from torg.ports.network import Event, EventKind, EventVerb

# Counted by insight one day; today they are kept in the stored payload only.
NOT_THREADS = frozenset({EventKind.LIKE, EventKind.REPOST})


# A stored payload with what it tells; None: what no payload tells.
Parcel = tuple[RawDelivery | None, Sequence[Event]]
Told = tuple[Event, RawDelivery | None]


def take_in(*, connection: ChannelConnection, parcels: Sequence[Parcel], now: datetime) -> None:
    """Take the events of a channel's payloads in and settle them, in one transaction.

    Idempotent in any order: a repeated edition changes nothing; a deletion or an echo that
    came before what it is about waits for it. Of a single payload, one event that the
    database refuses keeps none of the others out; it is raised when they are in.
    """
    told = [
        (storable_event(event), raw)
        for raw, events in parcels
        for event in events
        if event.kind not in NOT_THREADS
    ]
    raws = [raw for raw, _ in parcels if raw is not None]
    try:
        with transaction.atomic():
            _take(connection, told, now)
            settle_delivery(raws=raws, now=now)
    except DatabaseError:
        if len(parcels) > 1 or len(told) < 2:
            raise
        _one_by_one(connection, told, now)
        settle_delivery(raws=raws, now=now)


def _one_by_one(connection: ChannelConnection, told: Sequence[Told], now: datetime) -> None:
    refused: DatabaseError | None = None
    for each in told:
        try:
            with transaction.atomic():
                _take(connection, [each], now)
        except DatabaseError as error:
            refused = error
    if refused is not None:
        raise refused


def _take(connection: ChannelConnection, told: Sequence[Told], now: datetime) -> None:
    """In their order; a run of first words from residents is stored at once."""
    # One transaction at a time on a channel: between our look and our write nobody stores the same.
    if not ask("inbox.turn", _turn, connection.pk):
        raise ChannelConnection.DoesNotExist
    known = _Known(connection, [event for event, _ in told])
    run: list[Told] = []
    for event, raw in told:
        if known.has(event):
            continue
        if known.is_plain(event):
            run.append((event, raw))
        else:
            store_firsts(channel=connection.channel, told=run, now=now)
            run = []
            _apply(connection, event, raw, now)
            known.look_for_early()
        known.note(event)
    store_firsts(channel=connection.channel, told=run, now=now)


def _turn(connection: UUID) -> QuerySet[ChannelConnection, Any]:
    return ChannelConnection.objects.select_for_update().filter(pk=connection).values_list("pk")


class _Known:
    """What stands already of the objects that a payload is about, one look for each table."""

    def __init__(self, connection: ChannelConnection, told: Sequence[Event]) -> None:
        self._connection = connection
        self._arriving = {name for event in told for name in _arriving(event)}
        about: list[UUID | str]
        about = [connection.channel_id, *filled({event.network_id for event in told})]
        self._editions = set(ask("inbox.editions", _editions, *about))
        self._objects = {network_id for network_id, _ in self._editions}
        self._ours = {network_id for (network_id,) in ask("inbox.ours", _ours, *about)}
        self.look_for_early()

    def look_for_early(self) -> None:
        """Read again what waits for something in the payload."""
        about: list[UUID | str] = [self._connection.channel_id, *filled(self._arriving)]
        self._awaited = {awaits for (awaits,) in ask("inbox.early", _early, *about)}

    def has(self, event: Event) -> bool:
        """Whether this very edition stands."""
        edition = event.network_id, event.version
        return event.verb is not EventVerb.DELETED and edition in self._editions

    def is_plain(self, event: Event) -> bool:
        """Whether it is a resident's first word that nothing has waited for."""
        return not (
            event.verb is EventVerb.DELETED
            or event.network_id in self._objects
            or event.network_id in self._ours
            or event.author.id == self._connection.account_id
            or self._awaited.intersection(_arriving(event))
        )

    def note(self, event: Event) -> None:
        """That it has been taken in."""
        if event.verb is not EventVerb.DELETED:
            self._editions.add((event.network_id, event.version))
            self._objects.add(event.network_id)


def _editions(channel: UUID, *ids: str) -> QuerySet[Message, Any]:
    stand = Message.objects.filter(channel_id=channel, network_id__in=ids)
    return stand.values_list("network_id", "version")


def _ours(channel: UUID, *ids: str) -> QuerySet[Publication, Any]:
    ours = Publication.objects.filter(channel_id=channel, network_id__in=ids)
    return ours.values_list("network_id")


def _early(channel: UUID, *ids: str) -> QuerySet[EarlyEvent, Any]:
    return EarlyEvent.objects.filter(channel_id=channel, awaits__in=ids).values_list("awaits")


def _apply(
    connection: ChannelConnection, event: Event, raw: RawDelivery | None, now: datetime
) -> None:
    channel = connection.channel
    if event.verb is EventVerb.DELETED:
        if not mark_deleted(channel=channel, event=event, now=now):
            keep_early(channel=channel, event=event, awaits=event.network_id, now=now)
        return
    editions = list(
        Message.objects.filter(channel=channel, network_id=event.network_id)
        .select_related("thread__person", "person")
        .order_by("-is_current", "-made_available_at")
    )
    if event.version in {edition.version for edition in editions}:
        return
    if event.author.id == connection.account_id or is_ours(channel, event.network_id):
        attach_echo(channel=channel, event=event, raw=raw, now=now)
        return
    if editions:
        store_edition(channel=channel, event=event, known=editions[0], raw=raw, now=now)
    else:
        store_firsts(channel=channel, told=[(event, raw)], now=now)
    for waiting in let_go(channel=channel, arrived=_arriving(event)):
        _apply(connection, waiting, raw, now)


def _arriving(event: Event) -> set[str]:
    """The ids that another event may have waited for, now that this one is here."""
    root = event.root_id if event.kind is EventKind.MESSAGE else ""
    return {event.network_id, root} - {""}
