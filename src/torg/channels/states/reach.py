"""Where a purchase of reach stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from torg.kernel.moves import check_move


class ReachState(models.TextChoices):
    """Reach that somebody wants to buy (V-46 to V-49). settled: what it cost and gave is told."""

    REQUESTED = "requested", _("Begärd")
    ORDERED = "ordered", _("Beställd")
    DECLINED = "declined", _("Avslagen")
    WITHDRAWN = "withdrawn", _("Återtagen")
    SETTLED = "settled", _("Avslutad")


REACH_MOVES: dict[ReachState, frozenset[ReachState]] = {
    ReachState.REQUESTED: frozenset(
        {ReachState.ORDERED, ReachState.DECLINED, ReachState.WITHDRAWN}
    ),
    ReachState.ORDERED: frozenset({ReachState.SETTLED, ReachState.WITHDRAWN}),
    ReachState.DECLINED: frozenset(),
    ReachState.WITHDRAWN: frozenset(),
    ReachState.SETTLED: frozenset(),
}


def move_reach(current: ReachState, to: ReachState) -> ReachState:
    """The purchase's new state. Raises ForbiddenMove."""
    return check_move(REACH_MOVES, current, to)
