"""How far a closing has come."""

from enum import StrEnum
from itertools import pairwise

from torg.kernel.moves import check_move


class ClosingState(StrEnum):
    """How far a closing has come: the step in hand (G-60 to G-67).

    asked: proposed to the channel's owner, who has not answered. dropped: the channel stays.
    """

    ASKED = "asked"
    MERGE = "merge"
    DECIDE = "decide"
    NOTIFY = "notify"
    ARCHIVE = "archive"
    DEREGISTER = "deregister"
    DONE = "done"
    DROPPED = "dropped"


# The steps that somebody takes, in their order.
CLOSING_STEPS = (
    ClosingState.MERGE,
    ClosingState.DECIDE,
    ClosingState.NOTIFY,
    ClosingState.ARCHIVE,
    ClosingState.DEREGISTER,
)
_IN_ORDER = (ClosingState.ASKED, *CLOSING_STEPS, ClosingState.DONE)
CLOSING_MOVES = {
    **{
        state: frozenset({following, ClosingState.DROPPED})
        for state, following in pairwise(_IN_ORDER)
    },
    ClosingState.DONE: frozenset[ClosingState](),
    ClosingState.DROPPED: frozenset[ClosingState](),
}


def move_closing(current: ClosingState, to: ClosingState) -> ClosingState:
    """The closing's new state. Raises ForbiddenMove."""
    return check_move(CLOSING_MOVES, current, to)
