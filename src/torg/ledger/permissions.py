"""Who may read the log, and the texts in it."""

from torg.people.models import User
from torg.people.permissions import Permission, can, check_can


def check_can_read(user: User) -> None:
    """Raise Denied when the person may not read the log."""
    check_can(user, Permission.VIEW_LEDGER)


def can_read_texts(user: User) -> bool:
    """Whether the person may read the texts about people that entries commit to."""
    return can(user, Permission.VIEW_LEDGER) and can(user, Permission.SEE_EVIDENCE)
