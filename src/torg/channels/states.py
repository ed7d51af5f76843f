"""Where a channel and a connection stand."""

from enum import StrEnum

from torg.kernel.moves import check_move


class ChannelState(StrEnum):
    """A channel's life from its decision on; before that there is an application.

    preparing: decided, its launch checklist is open. resting: a seasonal channel out of season.
    """

    PREPARING = "preparing"
    LIVE = "live"
    RESTING = "resting"
    CLOSED = "closed"


CHANNEL_MOVES = {
    ChannelState.PREPARING: frozenset({ChannelState.LIVE, ChannelState.CLOSED}),
    ChannelState.LIVE: frozenset({ChannelState.RESTING, ChannelState.CLOSED}),
    ChannelState.RESTING: frozenset({ChannelState.LIVE, ChannelState.CLOSED}),
    ChannelState.CLOSED: frozenset[ChannelState](),
}


# Seen by everyone: what the municipality speaks through, or has spoken through.
PUBLIC = frozenset({ChannelState.LIVE, ChannelState.RESTING, ChannelState.CLOSED})
# Heard and answered.
HEARD = frozenset({ChannelState.LIVE, ChannelState.RESTING})


class ConnectionState(StrEnum):
    """Only a verified connection sends or reads. broken: the network no longer lets us in.

    ended: a person has disconnected it; its secrets are gone.
    """

    VERIFIED = "verified"
    BROKEN = "broken"
    ENDED = "ended"


CONNECTION_MOVES = {
    ConnectionState.VERIFIED: frozenset(
        {ConnectionState.BROKEN, ConnectionState.VERIFIED, ConnectionState.ENDED}
    ),
    ConnectionState.BROKEN: frozenset(
        {ConnectionState.VERIFIED, ConnectionState.BROKEN, ConnectionState.ENDED}
    ),
    ConnectionState.ENDED: frozenset({ConnectionState.VERIFIED}),
}


def move_connection(current: ConnectionState, to: ConnectionState) -> ConnectionState:
    """The new state of a connection. Raises ForbiddenMove."""
    return check_move(CONNECTION_MOVES, current, to)


def move(current: ChannelState, to: ChannelState) -> ChannelState:
    """The new channel state. Raises ForbiddenMove."""
    return check_move(CHANNEL_MOVES, current, to)
