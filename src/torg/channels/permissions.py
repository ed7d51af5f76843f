"""Who may change channels and their connections."""

from torg.channels.models import Channel
from torg.people.models import Department, User
from torg.people.permissions import Permission, can, check_can


def check_can_manage(user: User, department: Department) -> None:
    """Raise Denied unless the person manages the department's channels."""
    check_can(user, Permission.MANAGE_CHANNELS, department=department)


def check_can_change(user: User, channel: Channel) -> None:
    """Raise Denied unless the person may correct the channel's row (M2-09)."""
    if not can_change(user, channel):
        check_can_manage(user, channel.department)


def check_can_give(user: User, channel: Channel, department: Department) -> None:
    """Raise Denied unless the person manages both where the channel is and where it goes."""
    if department.pk != channel.department_id:
        check_can_manage(user, department)


def can_change(user: User, channel: Channel) -> bool:
    """The department's own, and whoever keeps the register of the whole municipality."""
    return can_manage(user, channel) or can(
        user, Permission.KEEP_REGISTER, department=channel.department
    )


def check_can_connect(user: User, channel: Channel) -> None:
    """Raise Denied unless the person may connect the channel to its network."""
    check_can(user, Permission.CONNECT_CHANNELS, department=channel.department)


def can_connect(user: User, channel: Channel) -> bool:
    """Whether the person may connect the channel to its network."""
    return can(user, Permission.CONNECT_CHANNELS, department=channel.department)


def can_manage(user: User, channel: Channel) -> bool:
    """Whether the person manages the channel."""
    return can(user, Permission.MANAGE_CHANNELS, department=channel.department)


def check_can_register(user: User, department: Department) -> None:
    """Raise Denied unless the person keeps the register, and so takes up what is there already."""
    check_can(user, Permission.KEEP_REGISTER, department=department)


def check_can_apply(user: User, department: Department) -> None:
    """Raise Denied unless the person may apply for channels of the department's."""
    check_can(user, Permission.APPLY_FOR_CHANNELS, department=department)


def can_apply(user: User, department: Department) -> bool:
    """Whether the person may apply for channels of the department's, and prepare them."""
    return can(user, Permission.APPLY_FOR_CHANNELS, department=department)


def check_can_advise(user: User, department: Department) -> None:
    """Raise Denied unless the person gives advice on the department's channels."""
    check_can(user, Permission.ADVISE, department=department)


def can_advise(user: User, department: Department) -> bool:
    """Whether the person gives advice on the department's channels."""
    return can(user, Permission.ADVISE, department=department)
