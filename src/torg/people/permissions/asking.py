"""The questions about permissions."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from torg.kernel.refusals import Denied
from torg.people.models import Department, User
from torg.people.permissions.roles import ROLES, Permission

P = Permission

# Whoever holds one of these acts in the municipality's name or over its accounts,
# and signs in with a second factor where the installation asks for it (S-37).
NEEDS_SECOND_FACTOR = frozenset(
    {
        P.WRITE_POSTS,
        P.APPROVE_POSTS,
        P.REPLY,
        P.HIDE,
        P.REMOVE,
        P.BLOCK,
        P.SETTLE_ACTS,
        P.CONNECT_CHANNELS,
        P.MANAGE_PEOPLE,
    }
)


class SignedInRequest(HttpRequest):
    """For annotating views: the middleware has seen to it that somebody is signed in."""

    user: User


def roles_with(permission: Permission) -> list[str]:
    """The codes of the roles that hold the permission."""
    return [code for code, role in ROLES.items() if permission in role.permissions]


def can(user: User, permission: Permission, *, department: Department | None = None) -> bool:
    """Whether the person holds the permission. Asks the database at most once per instance.

    With `department`: through a municipality-wide grant or a grant for that
    department or one above it; never in another municipality. Without: through
    any grant, or the team of any channel.
    """
    if not user.is_active:
        return False
    if department is not None and department.municipality_id != user.municipality_id:
        return False
    return any(
        department is None or held.departments is None or department.pk in held.departments
        for held in user.roles_held()
        if held.role in ROLES and permission in ROLES[held.role].permissions
    ) or (department is None and bool(user.teams().channels_with(permission)))


def roles_for(user: User, department: Department | None) -> frozenset[str]:
    """The codes of the roles that the person holds for the department, or everywhere.

    As the rules ask who decides: none for a closed account or another municipality's unit.
    """
    if not user.is_active:
        return frozenset()
    if department is not None and department.municipality_id != user.municipality_id:
        return frozenset()
    return frozenset(
        held.role
        for held in user.roles_held()
        if held.departments is None
        or (department is not None and department.pk in held.departments)
    )


def can_everywhere(user: User, permission: Permission) -> bool:
    """Whether the person holds the permission for the whole municipality."""
    return user.is_active and any(
        held.departments is None and permission in ROLES[held.role].permissions
        for held in user.roles_held()
        if held.role in ROLES
    )


def departments_in_reach(user: User, permission: Permission) -> frozenset[UUID] | None:
    """The departments for which the person holds the permission; None: the whole municipality."""
    if can_everywhere(user, permission):
        return None
    found: set[UUID] = set()
    for held in user.roles_held() if user.is_active else ():
        if held.role in ROLES and permission in ROLES[held.role].permissions:
            found |= held.departments or set()
    return frozenset(found)


def check_can(user: User, permission: Permission, *, department: Department | None = None) -> None:
    """Raise Denied, in words, when the person lacks the permission."""
    if not can(user, permission, department=department):
        raise _denied()


def check_can_everywhere(user: User, permission: Permission) -> None:
    """Raise Denied, in words, when the person lacks it for the whole municipality."""
    if not can_everywhere(user, permission):
        raise _denied()


def needs_second_factor(user: User) -> bool:
    """Whether the person holds a right that may only be used with a second factor (S-37)."""
    return any(can(user, permission) for permission in NEEDS_SECOND_FACTOR)


def _denied() -> Denied:
    return Denied(
        _("Din roll får inte göra detta."),
        remedy=_("Be systemadministratören om rätt roll för förvaltningen."),
    )
