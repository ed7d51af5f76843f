"""Where a channel and a connection stand."""

from enum import StrEnum

from torg.kernel.moves import check_move


class ChannelState(StrEnum):
    """A channel's life, as far as planning, inbox and register need it."""

    LIVE = "live"
    RESTING = "resting"
    CLOSED = "closed"


CHANNEL_MOVES = {
    ChannelState.LIVE: frozenset({ChannelState.RESTING, ChannelState.CLOSED}),
    ChannelState.RESTING: frozenset({ChannelState.LIVE, ChannelState.CLOSED}),
    ChannelState.CLOSED: frozenset[ChannelState](),
}


class ConnectionState(StrEnum):
    """Only a verified connection sends or reads."""

    VERIFIED = "verified"
    BROKEN = "broken"


CONNECTION_MOVES = {
    ConnectionState.VERIFIED: frozenset({ConnectionState.BROKEN, ConnectionState.VERIFIED}),
    ConnectionState.BROKEN: frozenset({ConnectionState.VERIFIED, ConnectionState.BROKEN}),
}


def move(current: ChannelState, to: ChannelState) -> ChannelState:
    """The new channel state. Raises ForbiddenMove."""
    return check_move(CHANNEL_MOVES, current, to)
