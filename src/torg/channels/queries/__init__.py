"""Reads of channels; every list, page and search starts from visible_to."""

from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from torg.channels.models import Channel, ChannelConnection
from torg.channels.permissions import can_connect, can_follow_up
from torg.channels.states import HEARD, WORKING, ChannelState, ConnectionState
from torg.kernel.sealing import Keyring
from torg.people.models import Department, User
from torg.people.permissions import Permission, can, roles_for
from torg.ports.network import Capability, Connection, Limits
from torg.ports.registry import network_for
from torg.rules.queries import ChannelRules, Citation, NoPack, RegisterFacts, channel_rules

# Part of the register in the rules' words -> where the row has it.
_PARTS = {
    "accountable_manager": "accountable_manager_id",
    "allowed_users": "allowed_users",
    "contact": "contact_person_id",
    "department": "department_id",
    "goal": "goal",
    "page_responsible": "page_responsible_id",
    "plan": "plan",
    "purpose": "purpose",
    "responsible": "responsible_id",
    "target_groups": "target_groups",
    "tone": "tone",
    "usage": "usage",
}
# How often the worker asks each network what has happened.
POLL_SECONDS = 10


def visible_to(user: User) -> QuerySet[Channel]:
    """Channels of the person's municipality: the register is open to every employee."""
    if not can(user, Permission.VIEW_DESK):
        return Channel.objects.none()
    return Channel.objects.filter(municipality_id=user.municipality_id).select_related(
        "municipality",
        "department",
        "department__parent",
        "connection",
        "responsible",
        "page_responsible",
        "accountable_manager",
        "contact_person",
    )


def register_facts(channel: Channel, by: User, moment: str = "save") -> RegisterFacts:
    """A row of the register as the rules read it when `by` saves it or starts the channel."""
    held = {part: getattr(channel, name) for part, name in _PARTS.items()}
    return RegisterFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        moment=moment,
        filled=frozenset(part for part, value in held.items() if value),
        editor=roles_for(by, channel.department),
        own_department=by.department_id in _line(channel.department),
        comments_open=channel.comments_open,
        comments_reason=channel.comments_reason,
    )


def _line(department: Department) -> frozenset[UUID]:
    """The department and the one that it is under."""
    return frozenset(filter(None, (department.pk, department.parent_id)))


Lacks = tuple[tuple[str, str, Citation], ...]


def lacking(channel: Channel, by: User) -> Lacks:
    """(key, words, clause) of what the town's rules want the register to hold, and it does not."""
    with suppress(NoPack):  # the page says that on its own; the row is shown all the same
        return lacking_under(channel_rules(channel.municipality), channel, by)
    return ()


def lacking_under(rules: ChannelRules, channel: Channel, by: User) -> Lacks:
    """The same, for many channels under rules that were read once."""
    facts = register_facts(channel, by, "launch")
    return tuple(one for one in rules.required(facts) if one[0] not in facts.filled)


def orientation(channel: Channel) -> tuple[str, ...]:
    """What the town's rules say that the channel is for (M1-04, M1-22)."""
    place = RegisterFacts(network=channel.network, channel_class=channel.channel_class)
    with suppress(NoPack):
        return channel_rules(channel.municipality).orientation(place)
    return ()


def open_channels(user: User) -> QuerySet[Channel]:
    """Channels that one may plan for: live ones."""
    return visible_to(user).filter(state=ChannelState.LIVE)


def not_closed(user: User) -> list[Channel]:
    """Every channel that is not closed, by name, with its department and connection."""
    found = visible_to(user).exclude(state=ChannelState.CLOSED)
    return list(found.select_related(None).select_related("department", "connection"))


def followed_up(user: User, channels: Iterable[Channel]) -> list[Channel]:
    """Those of the channels that are in use and that the person answers for or manages."""
    return [one for one in channels if one.state in HEARD and can_follow_up(user, one)]


def connected() -> QuerySet[ChannelConnection]:
    """Connections in scope that work, for the worker."""
    return ChannelConnection.objects.filter(state__in=sorted(WORKING)).select_related("channel")


def broken(user: User, channels: Iterable[Channel]) -> list[ChannelConnection]:
    """The channels' connections that the person must mend, the first broken first."""
    rows = (getattr(channel, "connection", None) for channel in channels)
    found = [row for row in rows if row is not None and row.state == ConnectionState.BROKEN]
    return sorted(
        (row for row in found if can_connect(user, row.channel)),
        key=lambda row: row.broken_since or row.verified_at,
    )


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
