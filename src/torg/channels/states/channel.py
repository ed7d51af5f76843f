"""Where a channel stands, from its decision on."""

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


def move(current: ChannelState, to: ChannelState) -> ChannelState:
    """The new channel state. Raises ForbiddenMove."""
    return check_move(CHANNEL_MOVES, current, to)
