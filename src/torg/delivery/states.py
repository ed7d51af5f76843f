"""An act's way: due, sending, then live, refused or unknown."""

from datetime import timedelta
from enum import StrEnum

from torg.kernel.moves import check_move
from torg.kernel.waits import doubled
from torg.ports.network import ActKind


class ActState(StrEnum):
    """due: waits for its minute or its next try. sending: claimed, the call may be on its way.

    unknown: the call may have been obeyed; it is read back, never sent blindly again.
    cancelled: taken back before any call, or its time passed while nothing could be sent.
    """

    DUE = "due"
    SENDING = "sending"
    LIVE = "live"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


MOVES = {
    # From due to unknown only by a restore: it may have been sent after the backup.
    ActState.DUE: frozenset({ActState.SENDING, ActState.CANCELLED, ActState.UNKNOWN}),
    ActState.SENDING: frozenset({ActState.LIVE, ActState.REFUSED, ActState.UNKNOWN, ActState.DUE}),
    ActState.UNKNOWN: frozenset({ActState.LIVE, ActState.DUE, ActState.REFUSED}),
    ActState.LIVE: frozenset[ActState](),
    ActState.REFUSED: frozenset[ActState](),
    ActState.CANCELLED: frozenset[ActState](),
}

SETTLED = frozenset({ActState.LIVE, ActState.REFUSED, ActState.CANCELLED})

# Acts that make something unseen or keep somebody out: evidence first (G-35, V-67).
REMOVING = frozenset({ActKind.HIDE, ActKind.DELETE, ActKind.MUTE, ActKind.BLOCK})

# What a hold stops, and what must not go out long after its time.
TIMELY = frozenset({ActKind.PUBLISH, ActKind.REPOST})


FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)


def wait_after(tries: int) -> timedelta:
    """How long to wait after that many calls that came to nothing: doubled each time."""
    return doubled(FIRST_WAIT, LONGEST_WAIT, tries)


def move(current: ActState, to: ActState) -> ActState:
    """The new state. Raises ForbiddenMove."""
    return check_move(MOVES, current, to)


class BreakerState(StrEnum):
    """Whether a channel's network is called. closed: yes. open: not before a time.

    trial: one call is on its way to see whether it answers again.
    """

    CLOSED = "closed"
    OPEN = "open"
    TRIAL = "trial"


BREAKER_MOVES = {
    BreakerState.CLOSED: frozenset({BreakerState.OPEN}),
    BreakerState.OPEN: frozenset({BreakerState.TRIAL, BreakerState.CLOSED, BreakerState.OPEN}),
    BreakerState.TRIAL: frozenset({BreakerState.TRIAL, BreakerState.CLOSED, BreakerState.OPEN}),
}

# So many calls in a row without a usable answer, and the channel waits.
TRIP_AFTER = 5
FIRST_PAUSE = timedelta(seconds=30)


def pause_after(trips: int) -> timedelta:
    """How long a channel waits when that many trials in a row came to nothing: doubled."""
    return doubled(FIRST_PAUSE, LONGEST_WAIT, trips)


def turn(current: BreakerState, to: BreakerState) -> BreakerState:
    """The breaker's new state. Raises ForbiddenMove."""
    return check_move(BREAKER_MOVES, current, to)
