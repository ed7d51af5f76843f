"""The worker's door into the inbox: fetch, make threads of what is stored, look after replies.

`step` is called with a name where a kill would hurt; the drills pass one that kills.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from django.utils import timezone

from torg.channels.actions import (
    end_alarm,
    mark_broken,
    mark_degraded,
    mark_recovered,
    raise_alarm,
)
from torg.channels.models import AlarmKind, ChannelConnection
from torg.channels.queries import connected, port_connection
from torg.channels.states import ChannelState, Reading
from torg.inbox import actions
from torg.inbox.actions.pack_events import unpack_page
from torg.inbox.models import RawDelivery, Source, SyncState
from torg.inbox.queries import to_process
from torg.inbox.queries.quiet import silence_of
from torg.inbox.queries.spool import SILENT_AFTER
from torg.kernel.scope import every_municipality
from torg.kernel.side_by_side import SideBySide
from torg.people.models.connections import lend_back, let_go
from torg.ports.errors import CURSOR_GONE, NeedsReconnect, OutsideError, Refused
from torg.ports.network import Event
from torg.ports.registry import network_for

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]
Step = Callable[[str], None]
Parcel = tuple[RawDelivery, Sequence[Event]]
# An adapter and the address of its server.
Server = tuple[str, str]
SERVERS = 8
PAGE = 200
MOST_PAGES = 50


def no_step(name: str) -> None:
    """The step of ordinary work: nothing."""


def process_spool(*, clock: Clock = timezone.now, step: Step = no_step) -> int:
    """Make messages of the stored payloads; how many payloads were read to the end.

    Those of one channel are taken in together, up to PAGE events in a transaction.
    """
    with every_municipality():
        waiting: dict[UUID, list[Parcel]] = {}
        done = 0
        for raw, connection in to_process(clock()):
            step("before-parse")
            parcel = _read(raw, connection, clock)
            if parcel is None:
                continue
            parcels = waiting.setdefault(raw.channel_id, [])
            parcels.append(parcel)
            if sum(len(events) for _, events in parcels) >= PAGE:
                done += _process(waiting.pop(raw.channel_id), clock, step)
        return done + sum(_process(parcels, clock, step) for parcels in waiting.values())


class Poller:
    """Fetches for as long as its worker lives: the channels of one server one after the other,
    servers side by side, so that one that is silent holds up its own."""

    def __init__(self, *, clock: Clock = timezone.now, step: Step = no_step) -> None:
        self._clock, self._step = clock, step
        self._servers: SideBySide[Server] = SideBySide(SERVERS, "poller", let_go)
        self.finish, self.close = self._servers.finish, self._servers.close

    def round(self) -> int:
        """Ask every server that has no question under way; how many channels."""
        asked = 0
        under_way = self._servers.under_way()
        for server, connections in _by_server(self._clock()).items():
            if server not in under_way:
                self._servers.hand(server, partial(self._ask, connections))
                asked += len(connections)
        return asked

    def _ask(self, connections: Sequence[ChannelConnection]) -> int:
        with every_municipality():
            return sum(
                _poll(connection, self._clock, self._step)
                for connection in connections
                if not self._servers.closed.is_set()
            )


def _by_server(now: datetime) -> dict[Server, list[ChannelConnection]]:
    servers: dict[Server, list[ChannelConnection]] = {}
    with every_municipality():
        actions.shorten_waits(now=now)
        for connection in connected():
            servers.setdefault((connection.adapter, connection.base_url), []).append(connection)
    return servers


def poll_channels(*, clock: Clock = timezone.now, step: Step = no_step) -> int:
    """Fetch from every connected channel whose turn it is; how many events were stored.

    Repairs lost webhooks: the same events twice are the same messages.
    """
    servers = _by_server(clock())
    with every_municipality():
        return sum(_poll(one, clock, step) for each in servers.values() for one in each)


def look_after_replies(*, clock: Clock = timezone.now) -> int:
    """Replies that the network refused go back to their writers."""
    with every_municipality():
        return actions.return_refused(now=clock())


def listen_for_silence(*, clock: Clock = timezone.now) -> int:
    """Tell of channels that hear nothing for longer than their own rhythm; how many are silent.

    A channel at rest, one that is not connected and one without a rhythm are never silent.
    """
    with every_municipality():
        return sum(_listen(connection, clock()) for connection in list(connected()))


def _listen(connection: ChannelConnection, now: datetime) -> bool:
    channel = connection.channel
    finding = silence_of(channel, now) if channel.state == ChannelState.LIVE else None
    if finding is None:
        end_alarm(channel=channel, kind=AlarmKind.SILENT, now=now)
        return False
    raise_alarm(
        channel=channel,
        kind=AlarmKind.SILENT,
        finding=finding,
        before=connection.handle,
        now=now,
    )
    return True


def _read(raw: RawDelivery, connection: ChannelConnection | None, clock: Clock) -> Parcel | None:
    """The payload's events; None when it cannot be read: it stays, is tried again and is shown."""
    try:
        return raw, _events(raw, connection)
    except Exception as error:
        log.exception("payload not read", raw=str(raw.pk))
        _keep(raw, error, clock)
        return None


def _process(parcels: Sequence[Parcel], clock: Clock, step: Step) -> int:
    step("parsed")
    try:
        actions.take_in(channel_id=parcels[0][0].channel_id, parcels=parcels, now=clock())
    except Exception as error:
        # One payload must not stop the others.
        log.exception("payloads not taken in", raw=[str(raw.pk) for raw, _ in parcels])
        if len(parcels) > 1:
            return sum(_process([parcel], clock, step) for parcel in parcels)
        _keep(parcels[0][0], error, clock)
        return 0
    step("settled")
    return len(parcels)


def _keep(raw: RawDelivery, error: Exception, clock: Clock) -> None:
    cause = getattr(error, "cause", "") or f"{type(error).__name__}: {error}"
    actions.settle_delivery(raws=[raw], failure=cause, now=clock())


def _events(raw: RawDelivery, connection: ChannelConnection | None) -> Sequence[Event]:
    body = bytes(raw.body)
    if raw.source == Source.POLL:
        return unpack_page(body)
    if connection is None:
        raise ChannelConnection.DoesNotExist
    return network_for(connection.adapter).parse(port_connection(connection), body)


def _poll(connection: ChannelConnection, clock: Clock, step: Step) -> int:
    state, _created = SyncState.objects.get_or_create(
        channel_id=connection.channel_id,
        defaults={"municipality_id": connection.municipality_id},
    )
    if state.not_before and state.not_before > clock():
        return 0
    try:
        return _fetch(connection, state, clock, step)
    except Refused as error:
        # The network has numbered anew: from the beginning, since what we have is known again.
        if error.code == CURSOR_GONE and state.cursor:
            actions.forget_cursor(state=state, now=clock())
            return _poll(connection, clock, step)
        _failed(connection, state, error.code, clock())
    except NeedsReconnect as error:
        mark_broken(connection=connection, code=error.code, now=clock())
        _failed(connection, state, error.code, clock())
    except OutsideError as error:
        _failed(connection, state, error.code, clock())
    except Exception as error:
        # One channel must not stop the others.
        log.exception("poll failed", channel=str(connection.channel_id))
        _failed(connection, state, type(error).__name__, clock())
    return 0


def _failed(connection: ChannelConnection, state: SyncState, code: str, now: datetime) -> None:
    """One failed poll is nothing; a network that stays silent makes the connection degraded."""
    actions.note_sync_failure(state=state, code=code, now=now)
    if state.failing_since and state.failing_since <= now - SILENT_AFTER:
        mark_degraded(connection=connection, reading=Reading.POLL, code=code, now=now)


def _fetch(connection: ChannelConnection, state: SyncState, clock: Clock, step: Step) -> int:
    network, port = network_for(connection.adapter), port_connection(connection)
    stored = 0
    for _page in range(MOST_PAGES):
        lend_back()
        batch = network.fetch(port, state.cursor)
        step("fetched")
        if not actions.take_page(state=state, batch=batch, now=clock()):
            return stored
        step("stored")
        if connection.weak_in == Reading.POLL:
            mark_recovered(connection=connection, reading=Reading.POLL, now=clock())
            connection.weak_in = ""
        stored += len(batch.events)
        if not batch.more:
            return stored
    return stored
