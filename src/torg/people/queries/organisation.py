"""The units, as a tree and as seen by one person."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from torg.kernel.scope import scope
from torg.people.models import (
    Department,
    DepartmentKind,
    User,
)


@dataclass(frozen=True, slots=True)
class Sender:
    """An operation that a person may speak for, and the department it stands under (M1-03)."""

    operation: Department
    department: Department


def all_units(municipality: UUID) -> QuerySet[Department]:
    """Every unit of the municipality, ended ones too."""
    with scope(municipality):
        return Department.objects.select_related("parent")


def departments_visible_to(user: User) -> QuerySet[Department]:
    """The units of the same municipality to choose among: those that have not ended."""
    return all_units(user.municipality_id).filter(ended_on__isnull=True)


def organisation_for(user: User) -> list[tuple[int, Department]]:
    """Every unit with its depth (0 at the top), in the order of a tree; ended ones are left out."""
    below: dict[UUID | None, list[Department]] = {}
    for unit in departments_visible_to(user):
        below.setdefault(unit.parent_id, []).append(unit)
    tree: list[tuple[int, Department]] = []
    waiting = [(0, unit) for unit in reversed(below.get(None, []))]
    while waiting:
        depth, unit = waiting.pop()
        tree.append((depth, unit))
        waiting += [(depth + 1, child) for child in reversed(below.get(unit.pk, []))]
    return tree


def senders_for(user: User) -> list[Sender]:
    """The operations that the person belongs to, by department or by role (M1-03)."""
    with scope(user.municipality_id):
        units = list(departments_visible_to(user))
    own = {user.department_id} if user.department_id else set()
    for held in user.roles_held():
        own |= held.departments or set()
    return [
        Sender(unit, unit.parent)
        for unit in units
        if unit.kind == DepartmentKind.OPERATION and unit.parent and unit.pk in own
    ]


def own_departments(user: User) -> frozenset[UUID]:
    """The departments that are the person's own: by employment or by a role for them."""
    own = {user.department_id} if user.department_id else set()
    for held in user.roles_held():
        own |= held.departments or set()
    return frozenset(own)
