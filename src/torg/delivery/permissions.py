"""Who may pause publishing and who settles what is unclear."""

from torg.channels.models import Channel
from torg.delivery.models import Act
from torg.people.models import User
from torg.people.permissions import (
    Permission,
    can,
    can_everywhere,
    check_can,
    check_can_everywhere,
)


def check_can_hold(user: User, channel: Channel | None) -> None:
    """Raise Denied unless the person may pause the channel; all of them: the municipality's."""
    if channel is None:
        check_can_everywhere(user, Permission.HOLD_PUBLISHING)
    else:
        check_can(user, Permission.HOLD_PUBLISHING, department=channel.department)


def can_hold(user: User, channel: Channel | None) -> bool:
    """Whether the person may pause the channel, or all of them, and end the pause."""
    if channel is None:
        return can_everywhere(user, Permission.HOLD_PUBLISHING)
    return can(user, Permission.HOLD_PUBLISHING, department=channel.department)


def check_can_settle(user: User, act: Act) -> None:
    """Raise Denied unless the person may say how an unclear act ended."""
    check_can(user, Permission.SETTLE_ACTS, department=act.channel.department)


def can_settle(user: User, act: Act) -> bool:
    """Whether the person may say how an unclear act ended."""
    return can(user, Permission.SETTLE_ACTS, department=act.channel.department)
