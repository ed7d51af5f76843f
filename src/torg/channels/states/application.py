"""Where the wish for a new channel stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from torg.kernel.moves import check_move


class ApplicationState(models.TextChoices):
    """Where the wish for a new channel stands. sent: with the department's communicator (V-22)."""

    DRAFTING = "drafting", _("Skrivs")
    SENT = "sent", _("Hos kommunikatören")
    WITH_MANAGER = "with_manager", _("Väntar på beslut")
    RETURNED = "returned", _("Åter till den som söker")
    APPROVED = "approved", _("Godkänd")
    REFUSED = "refused", _("Avslagen")
    WITHDRAWN = "withdrawn", _("Återtagen")


_A = ApplicationState
# Where no rule sends the papers to somebody first, they go straight to whoever decides.
APPLICATION_MOVES = {
    _A.DRAFTING: frozenset({_A.SENT, _A.WITH_MANAGER, _A.WITHDRAWN}),
    _A.RETURNED: frozenset({_A.SENT, _A.WITH_MANAGER, _A.WITHDRAWN}),
    _A.SENT: frozenset({_A.WITH_MANAGER, _A.RETURNED, _A.WITHDRAWN}),
    _A.WITH_MANAGER: frozenset({_A.APPROVED, _A.REFUSED, _A.RETURNED, _A.WITHDRAWN}),
    _A.APPROVED: frozenset[ApplicationState](),
    _A.REFUSED: frozenset[ApplicationState](),
    _A.WITHDRAWN: frozenset[ApplicationState](),
}
# It can be written in; it waits for somebody else.
WRITABLE = frozenset({_A.DRAFTING, _A.RETURNED})
WAITING = frozenset({_A.SENT, _A.WITH_MANAGER})


def move_application(current: ApplicationState, to: ApplicationState) -> ApplicationState:
    """The new state of an application. Raises ForbiddenMove."""
    return check_move(APPLICATION_MOVES, current, to)
