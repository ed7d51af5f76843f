"""The mode a municipality is in: ordinary or crisis."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from torg.kernel.moves import check_move


class Mode(models.TextChoices):
    """What the rules are asked under. `crisis` is the room that sets it."""

    ORDINARY = "ordinary", _("Vanligt läge")
    CRISIS = "crisis", _("Krisläge")


MOVES: Mapping[Mode, frozenset[Mode]] = {
    Mode.ORDINARY: frozenset({Mode.CRISIS}),
    Mode.CRISIS: frozenset({Mode.ORDINARY}),
}


def move(current: Mode, to: Mode) -> Mode:
    """Return `to`, or raise ForbiddenMove."""
    return check_move(MOVES, current, to)


class ProposalState(models.TextChoices):
    """Where a proposed change of a value stands."""

    PROPOSED = "proposed", _("Väntar på en andra person")
    APPROVED = "approved", _("Godkänt")
    DECLINED = "declined", _("Avslaget")
    WITHDRAWN = "withdrawn", _("Återtaget")


PROPOSAL_MOVES: Mapping[ProposalState, frozenset[ProposalState]] = {
    ProposalState.PROPOSED: frozenset(
        {ProposalState.APPROVED, ProposalState.DECLINED, ProposalState.WITHDRAWN}
    ),
    ProposalState.APPROVED: frozenset(),
    ProposalState.DECLINED: frozenset(),
    ProposalState.WITHDRAWN: frozenset(),
}


def settle(current: ProposalState, to: ProposalState) -> ProposalState:
    """Return `to`, or raise ForbiddenMove."""
    return check_move(PROPOSAL_MOVES, current, to)
