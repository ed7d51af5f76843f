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
