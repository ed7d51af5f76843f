"""Who may report, hide, remove and block."""

from torg.moderation.models import Case, Measure
from torg.people.models import Department, User
from torg.people.permissions import Permission, can, check_can

NEEDED = {Measure.HIDE: Permission.HIDE, Measure.DELETE: Permission.REMOVE}


def department_of(case: Case) -> Department:
    """The department that owns the channel."""
    return case.message.channel.department


def can_decide(user: User, case: Case) -> bool:
    """Whether the person may decide on anything in the case."""
    return any(can(user, needed, department=department_of(case)) for needed in NEEDED.values())


def check_can_measure(user: User, case: Case, measure: Measure) -> None:
    """Raise Denied unless the person may order this measure."""
    check_can(user, NEEDED[measure], department=department_of(case))


def check_can_decide(user: User, case: Case) -> None:
    """Raise Denied unless the person may decide in the case."""
    if not can_decide(user, case):
        check_can(user, Permission.REMOVE, department=department_of(case))


def check_can_block(user: User, case: Case) -> None:
    """Raise Denied unless the person may keep somebody out."""
    check_can(user, Permission.BLOCK, department=department_of(case))
