"""Who may report, hide, remove, block, hand over and register."""

from torg.channels.models import Channel
from torg.channels.permissions import check_may, may
from torg.inbox.models import Message
from torg.moderation.models import Case, Measure
from torg.people.models import Department, User
from torg.people.permissions import Permission, can, check_can

NEEDED = {Measure.HIDE: Permission.HIDE, Measure.DELETE: Permission.REMOVE}


def channel_of(case: Case) -> Channel:
    """Where it was written."""
    return case.message.channel


def department_of(case: Case) -> Department:
    """The department that owns the channel."""
    return case.message.channel.department


def can_report(user: User, message: Message) -> bool:
    """Whether the person may report it: through the channel's department or the thread's."""
    return may(user, Permission.REPORT_CONTENT, message.channel) or can(
        user, Permission.REPORT_CONTENT, department=message.thread.department
    )


def check_can_report(user: User, message: Message) -> None:
    """Raise Denied unless the person may report it."""
    if not can_report(user, message):
        check_can(user, Permission.REPORT_CONTENT, department=message.channel.department)


def can_measure(user: User, case: Case, measure: Measure) -> bool:
    """Whether the person may order this measure."""
    return may(user, NEEDED[measure], channel_of(case))


def check_can_measure(user: User, case: Case, measure: Measure) -> None:
    """Raise Denied unless the person may order this measure."""
    check_may(user, NEEDED[measure], channel_of(case))


def can_decide(user: User, case: Case) -> bool:
    """Whether the person may decide on anything in the case."""
    return any(can_measure(user, case, measure) for measure in NEEDED)


def check_can_decide(user: User, case: Case) -> None:
    """Raise Denied unless the person may decide in the case."""
    if not can_decide(user, case):
        check_can(user, Permission.REMOVE, department=department_of(case))


def can_block(user: User, case: Case) -> bool:
    """Whether the person may keep somebody out of the channel."""
    return can(user, Permission.BLOCK, department=department_of(case))


def check_can_block(user: User, case: Case) -> None:
    """Raise Denied unless the person may keep somebody out."""
    check_can(user, Permission.BLOCK, department=department_of(case))


def can_register(user: User, case: Case) -> bool:
    """Whether the person may note the case's number in the case system."""
    return may(user, Permission.REGISTER_RECORDS, channel_of(case))


def check_can_register(user: User, case: Case) -> None:
    """Raise Denied unless the person may note the number."""
    check_may(user, Permission.REGISTER_RECORDS, channel_of(case))
