"""Make events from a network into what the inbox holds: the same set, however they arrive."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from torg.channels.models import ChannelConnection
from torg.delivery.queries import is_ours
from torg.inbox.actions.attach_echo import attach_echo
from torg.inbox.actions.keep_early import keep_early, let_go
from torg.inbox.actions.mark_deleted import mark_deleted
from torg.inbox.actions.pack_events import storable_event
from torg.inbox.actions.settle_delivery import settle_delivery
from torg.inbox.actions.store_edition import store_edition
from torg.inbox.actions.store_firsts import store_firsts
from torg.inbox.models import Message, RawDelivery
from torg.inbox.queries.arrivals import our_posts, stands
from torg.people.models.prepared import ask_objects
from torg.ports.network import Event, EventKind, EventVerb

# Counted by insight one day; today they are kept in the stored payload only.
NOT_THREADS = frozenset({EventKind.LIKE, EventKind.REPOST})
# Of a channel; each column costs, and the rest is fetched if asked for.
READ_OF_IT = (
    "channel", "account_id", "channel__department_id", "channel__name", "channel__kind",
    "channel__network", "channel__channel_class", "channel__municipality__slug",
)  # fmt: skip

# A stored payload with what it tells; None: what no payload tells.
Parcel = tuple[RawDelivery | None, Sequence[Event]]
Told = tuple[Event, RawDelivery | None]


def take_in(*, channel_id: UUID, parcels: Sequence[Parcel], now: datetime) -> None:
    """Take the events of a channel's payloads in and settle them, in one transaction.

    Idempotent in any order: a repeated edition changes nothing; a deletion or an echo that
    came before what it is about waits for it. Of a single payload, one event that the
    database refuses keeps none of the others out; it is raised when they are in. Raises
    ChannelConnection.DoesNotExist for a channel without a connection.
    """
    told = told_by(parcels)
    raws = [raw for raw, _ in parcels if raw is not None]
    try:
        with transaction.atomic():
            take(channel_id, told, now)
            settle_delivery(raws=raws, now=now)
    except DatabaseError:
        if len(parcels) > 1 or len(told) < 2:
            raise
        _one_by_one(channel_id, told, now)
        settle_delivery(raws=raws, now=now)


def told_by(parcels: Sequence[Parcel]) -> list[Told]:
    """What concerns the inbox of what the payloads tell, fit for every database."""
    return [
        (storable_event(event), raw)
        for raw, events in parcels
        for event in events
        if event.kind not in NOT_THREADS
    ]


def _one_by_one(channel_id: UUID, told: Sequence[Told], now: datetime) -> None:
    refused: DatabaseError | None = None
    for each in told:
        try:
            with transaction.atomic():
                take(channel_id, [each], now)
        except DatabaseError as error:
            refused = error
    if refused is not None:
        raise refused


def take(channel_id: UUID, told: Sequence[Told], now: datetime) -> None:
    """In their order; a run of first words from residents is stored at once.

    Runs in the caller's transaction.
    """
    # One transaction at a time on a channel: between our look and our write nobody stores the
    # same; and the channel is as it is now, however long ago its network was asked.
    turn = ask_objects("inbox.turn", _turn, channel_id)
    if not turn:
        raise ChannelConnection.DoesNotExist
    connection = turn[0]
    known = _Known(connection, [event for event, _ in told])
    run: list[Told] = []
    for event, raw in told:
        if known.has(event):
            continue
        if known.is_plain(event):
            run.append((event, raw))
        else:
            known.store(run, now)
            run = []
            _apply(connection, event, raw, now)
            known.look()
        known.note(event)
    known.store(run, now)


def _turn(channel: UUID) -> QuerySet[ChannelConnection]:
    locked = ChannelConnection.objects.select_for_update(of=("self",)).filter(channel_id=channel)
    return locked.select_related("channel__municipality").only(*READ_OF_IT)


class _Known:
    """What stands already of the objects that a payload is about, one look for each table."""

    def __init__(self, connection: ChannelConnection, told: Sequence[Event]) -> None:
        self._connection = connection
        self._about = {name for event in told for name in (event.network_id, event.root_id)}
        self._posts = our_posts(connection.channel_id, self._about)
        self.look()

    def look(self) -> None:
        """Read what the inbox has of it, and what waits for it there."""
        self._editions, self._awaited = stands(self._connection.channel_id, self._about)
        self._objects = {network_id for network_id, _ in self._editions}

    def has(self, event: Event) -> bool:
        """Whether this very edition stands."""
        edition = event.network_id, event.version
        return event.verb is not EventVerb.DELETED and edition in self._editions

    def is_plain(self, event: Event) -> bool:
        """Whether it is a resident's first word that nothing has waited for."""
        return not (
            event.verb is EventVerb.DELETED
            or event.network_id in self._objects
            or event.network_id in self._posts
            or event.author.id == self._connection.account_id
            or self._awaited.intersection(_arriving(event))
        )

    def note(self, event: Event) -> None:
        """That it has been taken in."""
        if event.verb is not EventVerb.DELETED:
            self._editions.add((event.network_id, event.version))
            self._objects.add(event.network_id)

    def store(self, run: Sequence[Told], now: datetime) -> None:
        """Store the first words that these are."""
        channel = self._connection.channel
        store_firsts(channel=channel, told=run, posts=self._posts, now=now)


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
        posts = our_posts(channel.pk, [event.root_id])
        store_firsts(channel=channel, told=[(event, raw)], posts=posts, now=now)
    for waiting in let_go(channel=channel, arrived=_arriving(event)):
        _apply(connection, waiting, raw, now)


def _arriving(event: Event) -> set[str]:
    """The ids that another event may have waited for, now that this one is here."""
    root = event.root_id if event.kind is EventKind.MESSAGE else ""
    return {event.network_id, root} - {""}
