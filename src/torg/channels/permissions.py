"""Who may change channels and their connections."""

from torg.channels.models import Channel
from torg.people.models import Department, User
from torg.people.permissions import Permission, can, check_can


def check_can_manage(user: User, department: Department) -> None:
    """Raise Denied unless the person manages the department's channels."""
    check_can(user, Permission.MANAGE_CHANNELS, department=department)


def check_can_connect(user: User, channel: Channel) -> None:
    """Raise Denied unless the person may connect the channel to its network."""
    check_can(user, Permission.CONNECT_CHANNELS, department=channel.department)


def can_connect(user: User, channel: Channel) -> bool:
    """Whether the person may connect the channel to its network."""
    return can(user, Permission.CONNECT_CHANNELS, department=channel.department)


def can_manage(user: User, channel: Channel) -> bool:
    """Whether the person manages the channel."""
    return can(user, Permission.MANAGE_CHANNELS, department=channel.department)
