"""A post's way from draft to release."""

from enum import StrEnum

from torg.kernel.moves import check_move


class PostState(StrEnum):
    """draft: being written. submitted: waits for a colleague. returned: sent back with a reason.

    approved: goes out at its minute. released: handed to delivery, whose acts tell the rest.
    missed: its minute passed while it could not go (pause, standstill, a rule, a lost right).
    withdrawn: taken out of the plan.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    RELEASED = "released"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


S = PostState
MOVES = {
    S.DRAFT: frozenset({S.SUBMITTED, S.APPROVED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.APPROVED, S.RETURNED, S.DRAFT, S.WITHDRAWN}),
    S.RETURNED: frozenset({S.DRAFT, S.WITHDRAWN}),
    # Returned: its author has left.
    S.APPROVED: frozenset({S.RELEASED, S.MISSED, S.DRAFT, S.RETURNED, S.WITHDRAWN}),
    S.MISSED: frozenset({S.DRAFT, S.WITHDRAWN}),
    # Only what was sent before its minute, and taken back before it left.
    S.RELEASED: frozenset({S.APPROVED}),
    S.WITHDRAWN: frozenset[PostState](),
}

EDITABLE = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED, S.MISSED})
HOLDS_A_DAY = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED, S.RELEASED, S.MISSED})


def move(current: PostState, to: PostState) -> PostState:
    """The new state. Raises ForbiddenMove."""
    return check_move(MOVES, current, to)
