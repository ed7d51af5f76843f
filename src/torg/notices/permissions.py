"""Who sees the letters, and who settles those that did not get away."""

from torg.notices.models import Letter
from torg.people.models import User
from torg.people.permissions import Permission, can_everywhere, check_can_everywhere


def may_read_letters(user: User) -> bool:
    """Whether the person keeps the register, whose orders the letters are."""
    return can_everywhere(user, Permission.KEEP_REGISTER)


def check_can_read_letters(user: User) -> None:
    """Raise Denied unless the person may read the letters."""
    check_can_everywhere(user, Permission.KEEP_REGISTER)


def check_can_settle(user: User, letter: Letter) -> None:  # noqa: ARG001 - as the house asks
    """Raise Denied unless the person may say what becomes of the letter."""
    check_can_everywhere(user, Permission.KEEP_REGISTER)
