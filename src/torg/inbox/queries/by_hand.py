"""Channels that Torg does not hear: own pages with comments, and accounts without a connection."""

from django.db.models import Q

from torg.channels.models import Channel, ChannelConnection
from torg.channels.queries import visible_to
from torg.channels.states import ChannelState, ConnectionState
from torg.inbox.permissions import can_watch
from torg.people.models import User

OPEN = frozenset({ChannelState.LIVE, ChannelState.RESTING})


def is_by_hand(channel: Channel) -> bool:
    """Whether a person reads and answers on the channel's own page, since Torg cannot."""
    connection: ChannelConnection | None = getattr(channel, "connection", None)
    return connection is None or connection.state == ConnectionState.ENDED


def channels_by_hand(user: User) -> list[Channel]:
    """Those of them that the person watches, by name."""
    unheard = Q(connection__isnull=True) | Q(connection__state=ConnectionState.ENDED)
    found = visible_to(user).filter(unheard, state__in=sorted(OPEN)).order_by("name", "network")
    return [channel for channel in found if can_watch(user, channel)]
