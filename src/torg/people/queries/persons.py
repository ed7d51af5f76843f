"""Who there is, and who holds what."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from torg.kernel.digests import sha256_hex
from torg.kernel.scope import every_municipality, scope
from torg.people.models import (
    AccessToken,
    Department,
    Municipality,
    RoleGrant,
    User,
)
from torg.people.permissions import Permission, roles_with


def users_visible_to(user: User) -> QuerySet[User]:
    """The people of the same municipality, with their roles at hand."""
    with scope(user.municipality_id):
        grants = RoleGrant.objects.select_related("department").order_by("role")
    return (
        User.objects.filter(municipality_id=user.municipality_id)
        .select_related("department", "municipality")
        .prefetch_related(Prefetch("grants", queryset=grants))
    )


def grants_visible_to(user: User) -> QuerySet[RoleGrant]:
    """The granted roles of the same municipality, each with those who stand in for it."""
    with scope(user.municipality_id):
        deputies = RoleGrant.objects.select_related("user").order_by("starts_on")
        return (
            RoleGrant.objects.select_related("user", "department", "stands_in_for__user")
            .prefetch_related(Prefetch("deputies", queryset=deputies))
            .order_by("role", "starts_on")
        )


def people_with(
    permission: Permission, municipality: Municipality, *, department: Department | None = None
) -> QuerySet[User]:
    """Active people who hold the permission: there, above it, or municipality-wide.

    Without `department`: through any grant.
    """
    with scope(municipality.pk):
        grants = RoleGrant.objects.filter(
            RoleGrant.held_on(timezone.localdate()), role__in=roles_with(permission)
        )
    if department is not None:
        grants = grants.filter(
            Q(department__isnull=True) | Q(department_id__in=_with_parents(department))
        )
    return User.objects.filter(
        municipality=municipality, is_active=True, pk__in=grants.values("user_id")
    )


def roles_held_at(
    municipality: Municipality, department: Department | None = None
) -> dict[UUID, frozenset[str]]:
    """The roles that each active person holds today: there, above it, or municipality-wide.

    Without `department`: through any grant. In one question, and one for each unit above.
    """
    with scope(municipality.pk):
        grants = RoleGrant.objects.filter(
            RoleGrant.held_on(timezone.localdate()),
            user__is_active=True,
            user__municipality=municipality,
        )
    if department is not None:
        grants = grants.filter(
            Q(department__isnull=True) | Q(department_id__in=_with_parents(department))
        )
    found: dict[UUID, frozenset[str]] = {}
    for person, role in grants.values_list("user_id", "role"):
        found[person] = found.get(person, frozenset()) | {role}
    return found


def counted_with(
    permission: Permission, municipality: Municipality, departments: Iterable[UUID]
) -> dict[UUID, int]:
    """How many `people_with` finds for each of the departments, in two questions."""
    with scope(municipality.pk):
        held = RoleGrant.objects.filter(
            RoleGrant.held_on(timezone.localdate()),
            role__in=roles_with(permission),
            user__is_active=True,
            user__municipality=municipality,
        ).values_list("user_id", "department_id")
        parents = dict(Department.objects.values_list("pk", "parent_id"))
    holders: dict[UUID | None, set[UUID]] = {}
    for person, where in held:
        holders.setdefault(where, set()).add(person)
    found = {}
    for asked in departments:
        there = set(holders.get(None, ()))
        at: UUID | None = asked
        while at is not None:
            there |= holders.get(at, set())
            at = parents.get(at)
        found[asked] = len(there)
    return found


def administrators(municipality: Municipality) -> QuerySet[User]:
    """Active people who may manage people in the whole municipality, and go on doing so."""
    with scope(municipality.pk):
        grants = RoleGrant.objects.filter(
            RoleGrant.held_on(timezone.localdate()),
            role__in=roles_with(Permission.MANAGE_PEOPLE),
            department__isnull=True,
            ends_on__isnull=True,
        )
    return User.objects.filter(
        municipality=municipality, is_active=True, pk__in=grants.values("user_id")
    )


def tokens_of(user: User) -> QuerySet[AccessToken]:
    """The person's keys to the API, the newest first."""
    return AccessToken.objects.filter(user=user)


def open_token(secret: str, now: datetime) -> AccessToken | None:
    """The key that the secret opens with, its person beside it; None when it opens nothing."""
    with every_municipality():
        return (
            AccessToken.objects.select_related("user__municipality")
            .filter(
                digest=sha256_hex(secret.encode()),
                withdrawn_at__isnull=True,
                expires_at__gt=now,
                user__is_active=True,
            )
            .first()
        )


def _with_parents(department: Department | None) -> set[UUID]:
    units: set[UUID] = set()
    while department is not None and department.pk not in units:
        units.add(department.pk)
        department = department.parent
    return units
