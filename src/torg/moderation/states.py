"""A case's way: sealed at the report, then decided, carried out, closed."""

from enum import StrEnum

from torg.kernel.moves import check_move


class CaseState(StrEnum):
    """sealed: reported and the evidence sealed, waits for a decision.

    decided: the act is on its way. carried_out: the network has done it. closed: the author
    was told, or there is a reason why not. dismissed: it stays up, with the assessment.
    """

    SEALED = "sealed"
    DECIDED = "decided"
    CARRIED_OUT = "carried_out"
    CLOSED = "closed"
    DISMISSED = "dismissed"


S = CaseState
MOVES = {
    S.SEALED: frozenset({S.DECIDED, S.DISMISSED}),
    S.DECIDED: frozenset({S.CARRIED_OUT, S.SEALED}),
    S.CARRIED_OUT: frozenset({S.CLOSED}),
    S.CLOSED: frozenset[CaseState](),
    S.DISMISSED: frozenset[CaseState](),
}

OPEN = frozenset({S.SEALED, S.DECIDED, S.CARRIED_OUT})


def move(current: CaseState, to: CaseState) -> CaseState:
    """The new state. Raises ForbiddenMove."""
    return check_move(MOVES, current, to)
