"""Who may change channels and their connections."""

from collections.abc import Iterable

from torg.channels.models import Channel, TeamRight
from torg.people.models import Department, User
from torg.people.permissions import Permission, can, check_can, check_can_everywhere

P = Permission
# What each right of a team's member lets the person do on the channel (G-06).
GIVES: dict[TeamRight, frozenset[Permission]] = {
    TeamRight.PUBLISH: frozenset({P.WRITE_POSTS, P.PUBLISH_ALONE}),
    TeamRight.CHECK: frozenset({P.APPROVE_POSTS, P.SECOND_READ}),
    TeamRight.REPLY: frozenset({P.REPLY, P.FORWARD}),
    TeamRight.HIDE: frozenset({P.HIDE, P.SEE_EVIDENCE}),
    TeamRight.REMOVE: frozenset({P.REMOVE, P.SEE_EVIDENCE}),
    TeamRight.ARCHIVE: frozenset({P.REGISTER_RECORDS, P.SEE_EVIDENCE}),
}
# What every member may: see the calendar and the inbox, and tell of what is found (G-04).
OF_ALL = frozenset({P.VIEW_DESK, P.READ_INBOX, P.WATCH, P.REPORT_CONTENT})


def may(user: User, permission: Permission, channel: Channel) -> bool:
    """Whether the person holds the permission for the channel: by a role for its department,
    or as a member of its team."""
    if can(user, permission, department=channel.department):
        return True
    return user.is_active and permission in user.teams().rights.get(channel.pk, frozenset())


def check_may(user: User, permission: Permission, channel: Channel) -> None:
    """Raise Denied, in words, when the person holds it neither by role nor by team."""
    if not may(user, permission, channel):
        check_can(user, permission, department=channel.department)


def check_can_manage(user: User, department: Department) -> None:
    """Raise Denied unless the person manages the department's channels."""
    check_can(user, Permission.MANAGE_CHANNELS, department=department)


def check_can_change(user: User, channel: Channel) -> None:
    """Raise Denied unless the person may correct the channel's row (M2-09)."""
    if not can_change(user, channel):
        check_can_manage(user, channel.department)


def check_can_change_some(user: User, channels: Iterable[Channel]) -> None:
    """Raise Denied unless the person may correct one of the rows, or without any, some row."""
    told = list(channels)
    if any(can_change(user, channel) for channel in told):
        return
    if told or not can(user, Permission.MANAGE_CHANNELS):
        check_can_everywhere(user, Permission.KEEP_REGISTER)


def check_can_give(user: User, channel: Channel, department: Department) -> None:
    """Raise Denied unless the person manages both where the channel is and where it goes."""
    if department.pk != channel.department_id:
        check_can_manage(user, department)


def own_fields(user: User, channel: Channel) -> frozenset[str]:
    """What the page responsible writes of the channel without keeping its row: its tone (V-73).
    Empty for anyone else, and for whoever may correct all of it."""
    theirs = user.is_active and user.pk == channel.page_responsible_id
    return frozenset({"tone"}) if theirs and not can_change(user, channel) else frozenset()


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


def can_follow_up(user: User, channel: Channel) -> bool:
    """Who answers for the page, or for the channel, or manages it."""
    return user.pk in {channel.page_responsible_id, channel.responsible_id} or can_manage(
        user, channel
    )


def check_can_follow_up(user: User, channel: Channel) -> None:
    """Raise Denied unless the person follows up the channel."""
    if not (user.is_active and can_follow_up(user, channel)):
        check_can_manage(user, channel.department)


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


def may_lead(user: User, channel: Channel) -> bool:
    """Whether the person decides over the channel's team and its weeks."""
    return can(user, Permission.KEEP_ACCESS, department=channel.department)


def check_may_lead(user: User, channel: Channel) -> None:
    """Raise Denied unless the person decides over the channel's team."""
    check_can(user, Permission.KEEP_ACCESS, department=channel.department)


def check_can_keep_register(user: User) -> None:
    """Raise Denied unless the person keeps the municipality's register."""
    check_can_everywhere(user, Permission.KEEP_REGISTER)


def sees_access(user: User, channel: Channel) -> bool:
    """Whether the person sees everybody who gets into the channel's account, not only own rows."""
    kept = (Permission.KEEP_ACCESS, Permission.KEEP_REGISTER, Permission.MANAGE_CHANNELS)
    return any(can(user, one, department=channel.department) for one in kept)


def can_respond(user: User, channel: Channel) -> bool:
    """Whether the person acts when the account may be in other hands: who may pause it."""
    return can(user, Permission.HOLD_PUBLISHING, department=channel.department)


def check_can_respond(user: User, channel: Channel) -> None:
    """Raise Denied unless the person may pause the channel."""
    check_can(user, Permission.HOLD_PUBLISHING, department=channel.department)
