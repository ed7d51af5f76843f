"""A letter's way: waiting, sending, then sent, failed or unclear. What is told, and how."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from torg.kernel.moves import check_move
from torg.kernel.waits import doubled


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
    return doubled(FIRST_WAIT, LONGEST_WAIT, tries)


def move_letter(current: LetterState, to: LetterState) -> LetterState:
    """The new state. Raises ForbiddenMove."""
    return check_move(LETTER_MOVES, current, to)


class Event(StrEnum):
    """What a person can be told of. The value stands in settings and keys: it never changes."""

    CRISIS_BEGUN = "crisis_begun"
    CRISIS_ENDED = "crisis_ended"
    HIJACK = "hijack"
    ACCOUNT_ALARM = "account_alarm"
    SILENCE_ALARM = "silence_alarm"
    CONNECTION_LOST = "connection_lost"
    ACT_UNCLEAR = "act_unclear"
    POST_REFUSED = "post_refused"
    READING_ASKED = "reading_asked"
    PROMISE_SOON = "promise_soon"
    PROMISE_BROKEN = "promise_broken"
    DECISION_WAITS = "decision_waits"
    DECISION_GIVEN = "decision_given"
    ACCESS_DUE = "access_due"
    REVIEW_DUE = "review_due"


class Way(StrEnum):
    """How a person is told. day: no letter; what waits stands on Min dag in any case."""

    DAY = "day"
    DIGEST = "digest"
    AT_ONCE = "at_once"


# From the quietest to the loudest: of several roles the loudest counts.
LOUDNESS = (Way.DAY, Way.DIGEST, Way.AT_ONCE)


def loudest(ways: Iterable[Way]) -> Way:
    """The loudest of them; day where there are none."""
    return max(ways, key=LOUDNESS.index, default=Way.DAY)
