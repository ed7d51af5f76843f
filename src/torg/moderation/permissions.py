"""Who may report, hide, remove, block, hand over and register."""

from torg.inbox.models import Message
from torg.moderation.models import Case, Measure
from torg.people.models import Department, User
from torg.people.permissions import Permission, can, check_can

NEEDED = {Measure.HIDE: Permission.HIDE, Measure.DELETE: Permission.REMOVE}


def department_of(case: Case) -> Department:
    """The department that owns the channel."""
    return case.message.channel.department


def can_report(user: User, message: Message) -> bool:
    """Whether the person may report it: through the channel's department or the thread's."""
    return any(
        can(user, Permission.REPORT_CONTENT, department=department)
        for department in (message.channel.department, message.thread.department)
    )


def check_can_report(user: User, message: Message) -> None:
    """Raise Denied unless the person may report it."""
    if not can_report(user, message):
        check_can(user, Permission.REPORT_CONTENT, department=message.channel.department)


def can_measure(user: User, case: Case, measure: Measure) -> bool:
    """Whether the person may order this measure."""
    return can(user, NEEDED[measure], department=department_of(case))


def check_can_measure(user: User, case: Case, measure: Measure) -> None:
    """Raise Denied unless the person may order this measure."""
    check_can(user, NEEDED[measure], department=department_of(case))


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
    return can(user, Permission.REGISTER_RECORDS, department=department_of(case))


def check_can_register(user: User, case: Case) -> None:
    """Raise Denied unless the person may note the number."""
    check_can(user, Permission.REGISTER_RECORDS, department=department_of(case))
