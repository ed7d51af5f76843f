"""A letter's way: waiting, sending, then sent, failed or unclear."""

from datetime import timedelta
from enum import StrEnum

from torg.kernel.moves import check_move


class LetterState(StrEnum):
    """waiting: for its first or next try. sending: claimed, the call may be on its way.

    failed: the mail server said no. unclear: it may have been taken; never sent again blindly.
    dropped: a person decided that it is not to be sent.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"
    DROPPED = "dropped"


L = LetterState
LETTER_MOVES: dict[LetterState, frozenset[LetterState]] = {
    # From waiting to unclear only by a restore: it may have been sent after the backup.
    L.WAITING: frozenset({L.SENDING, L.UNCLEAR, L.DROPPED}),
    L.SENDING: frozenset({L.SENT, L.FAILED, L.UNCLEAR, L.WAITING}),
    L.FAILED: frozenset({L.WAITING, L.DROPPED}),
    L.UNCLEAR: frozenset({L.WAITING, L.SENT, L.DROPPED}),
    L.SENT: frozenset(),
    L.DROPPED: frozenset(),
}

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
# A call ends by its own timeouts long before; whoever still sends after this is gone.
SENDING_ENDS = timedelta(minutes=10)


def wait_after(tries: int) -> timedelta:
    """How long to wait after that many tries that came to nothing: doubled each time."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(max(tries - 1, 0), 10)
    return min(doubled, LONGEST_WAIT)


def move_letter(current: LetterState, to: LetterState) -> LetterState:
    """The new state. Raises ForbiddenMove."""
    return check_move(LETTER_MOVES, current, to)
