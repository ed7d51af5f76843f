"""Who may change which rules are in force."""

from torg.people.models import Department, User
from torg.people.permissions import (
    Permission,
    can,
    can_everywhere,
    check_can,
    check_can_everywhere,
)


def can_adopt_pack(user: User) -> bool:
    """Whether the person may take a pack into force for the whole municipality."""
    return can_everywhere(user, Permission.MANAGE_CHANNELS)


def check_can_adopt_pack(user: User) -> None:
    """Raise Denied unless `can_adopt_pack`."""
    check_can_everywhere(user, Permission.MANAGE_CHANNELS)


def can_change(user: User, department: Department | None = None) -> bool:
    """Whether the person may propose and settle changes: everybody's, or a unit's channels'."""
    if department is None:
        return can_adopt_pack(user)
    return can(user, Permission.MANAGE_CHANNELS, department=department)


def check_can_change(user: User, department: Department | None = None) -> None:
    """Raise Denied unless `can_change`."""
    if department is None:
        check_can_adopt_pack(user)
    else:
        check_can(user, Permission.MANAGE_CHANNELS, department=department)


def check_can_remind(user: User) -> None:
    """Raise Denied unless the person leads work with channels, somewhere."""
    check_can(user, Permission.MANAGE_CHANNELS)


def can_set_mode(user: User) -> bool:
    """Whether the person may set the crisis mode, which is everybody's."""
    return can_everywhere(user, Permission.HOLD_PUBLISHING)


def check_can_set_mode(user: User) -> None:
    """Raise Denied unless `can_set_mode`."""
    check_can_everywhere(user, Permission.HOLD_PUBLISHING)
