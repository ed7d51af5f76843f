"""Where a connection stands, apart from the channel's own life."""

from enum import StrEnum

from torg.kernel.moves import check_move


class ConnectionState(StrEnum):
    """How an account is reached, apart from the channel's own life. No row: none.

    connected: the network took the key, but nobody has seen the account in public yet.
    verified: a live read has shown the account that we think it is. degraded: it works, but
    reading has failed for a while. broken: the network no longer lets us in; a person connects
    it again. ended: a person has disconnected it; its secrets are gone.
    """

    CONNECTED = "connected"
    VERIFIED = "verified"
    DEGRADED = "degraded"
    BROKEN = "broken"
    ENDED = "ended"


class Reading(StrEnum):
    """look: everybody's view of the account. poll: what has happened, by our own right."""

    LOOK = "look"
    POLL = "poll"


_C = ConnectionState
_AGAIN = frozenset({_C.CONNECTED, _C.VERIFIED, _C.ENDED})
CONNECTION_MOVES = {
    _C.CONNECTED: _AGAIN | {_C.BROKEN},
    _C.VERIFIED: _AGAIN | {_C.DEGRADED, _C.BROKEN},
    _C.DEGRADED: _AGAIN | {_C.DEGRADED, _C.BROKEN},
    _C.BROKEN: _AGAIN | {_C.BROKEN},
    _C.ENDED: _AGAIN - {_C.ENDED},
}
# These send and fetch.
WORKING = frozenset({_C.VERIFIED, _C.DEGRADED})


def move_connection(current: ConnectionState, to: ConnectionState) -> ConnectionState:
    """The new state of a connection. Raises ForbiddenMove."""
    return check_move(CONNECTION_MOVES, current, to)
