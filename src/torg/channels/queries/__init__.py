"""Reads of channels; every list, page and search starts from visible_to."""

from functools import cache

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from torg.channels.models import Channel, ChannelConnection
from torg.channels.states import ChannelState, ConnectionState
from torg.kernel.sealing import Keyring
from torg.people.models import User
from torg.people.permissions import Permission, can
from torg.ports.network import Capability, Connection, Limits
from torg.ports.registry import network_for

# How often the worker asks each network what has happened.
POLL_SECONDS = 10


def visible_to(user: User) -> QuerySet[Channel]:
    """Channels of the person's municipality: the register is open to every employee."""
    if not can(user, Permission.VIEW_DESK):
        return Channel.objects.none()
    return Channel.objects.filter(municipality_id=user.municipality_id).select_related(
        "department", "department__parent", "connection", "responsible"
    )


def open_channels(user: User) -> QuerySet[Channel]:
    """Channels that one may plan for: live ones."""
    return visible_to(user).filter(state=ChannelState.LIVE)


def connected() -> QuerySet[ChannelConnection]:
    """Verified connections in scope, for the worker."""
    return ChannelConnection.objects.filter(state=ConnectionState.VERIFIED).select_related(
        "channel"
    )


def broken(user: User) -> QuerySet[ChannelConnection]:
    """Connections that a person must mend."""
    return ChannelConnection.objects.filter(
        channel__in=visible_to(user), state=ConnectionState.BROKEN
    ).select_related("channel")


def limits_of(channel: Channel) -> Limits:
    """What the channel's account may send; the network's widest where it has not told."""
    row: ChannelConnection | None = getattr(channel, "connection", None)
    if row is None:
        return Limits()
    if row.limits:
        return Limits(**row.limits)
    return network_for(row.adapter).card.limits


def hears_directly(row: ChannelConnection) -> bool:
    """Whether the network delivers to us as it happens; polling goes on as repair."""
    return row.works and row.subscribed_at is not None


def can_deliver(row: ChannelConnection) -> bool:
    """Whether its network has webhooks at all."""
    return Capability.WEBHOOK in network_for(row.adapter).card.capabilities


def webhook_address(row: ChannelConnection) -> str:
    """Where the network delivers what concerns a connection."""
    path: str = reverse("inbox:receive_webhook", args=[row.pk])
    return f"{settings.PUBLIC_URL}{path}"


@cache
def keyring() -> Keyring:
    """The keys that seal connection secrets; outside the database."""
    return Keyring(settings.KEYS / "connection.key")


def port_connection(row: ChannelConnection) -> Connection:
    """The connection as adapters take it, secrets opened. Raises kernel.sealing.CannotOpen."""
    return Connection(
        adapter=row.adapter,
        base_url=row.base_url,
        account_id=row.account_id,
        handle=row.handle,
        secret=keyring().open(row.secret),
        webhook_secret=keyring().open(row.webhook_secret),
    )
