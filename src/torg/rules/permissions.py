"""Who may change which rules are in force."""

from torg.people.models import User
from torg.people.permissions import Permission, can_everywhere, check_can_everywhere


def can_adopt_pack(user: User) -> bool:
    """Whether the person may take a pack into force for the whole municipality."""
    return can_everywhere(user, Permission.MANAGE_CHANNELS)


def check_can_adopt_pack(user: User) -> None:
    """Raise Denied unless `can_adopt_pack`."""
    check_can_everywhere(user, Permission.MANAGE_CHANNELS)


def check_can_set_mode(user: User) -> None:
    """Raise Denied unless the person may set the crisis mode, which is everybody's."""
    check_can_everywhere(user, Permission.HOLD_PUBLISHING)
