"""Every read of people and departments."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from torg.kernel.digests import sha256_hex
from torg.kernel.refs import Ref
from torg.kernel.scope import every_municipality, scope
from torg.people.models import (
    AccessToken,
    DefaultFilter,
    Department,
    DepartmentKind,
    Draft,
    Municipality,
    Place,
    Presence,
    RoleGrant,
    SavedFilter,
    User,
)
from torg.people.permissions import ROLES, Permission, Role, roles_with

# Two missed signs of life, and a person is no longer there (the page gives one every 15 s).
PRESENT_FOR = timedelta(seconds=35)


@dataclass(frozen=True, slots=True)
class Kept:
    """A form's place for what is typed into it.

    token: of this opening of the form. settled: the opening that was sent or thrown away last.
    saved_at, fields: of the draft that waits to be taken up, if any. writer: the person's id.
    """

    form: str
    about_id: str
    token: str
    settled: str = ""
    saved_at: datetime | None = None
    fields: dict[str, list[str]] = field(default_factory=dict)
    writer: str = ""

    @property
    def waits(self) -> bool:
        """Whether there is something to take up."""
        return bool(self.fields)

    def initial(self, names: Iterable[str], multiple: Collection[str] = ()) -> dict[str, Any]:
        """The draft as a form's initial values; nothing when nothing waits."""
        if not self.waits:
            return {}
        found: dict[str, Any] = {}
        for name in names:
            values = self.fields.get(name, [])
            found[name] = values if name in multiple else next(iter(values), "")
        return found


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the demo, and what can be done as that person."""

    user: User
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """The demo people of one municipality."""

    municipality: Municipality
    people: tuple[DemoPerson, ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """An operation that a person may speak for, and the department it stands under (M1-03)."""

    operation: Department
    department: Department


def users_visible_to(user: User) -> QuerySet[User]:
    """The people of the same municipality, with their roles at hand."""
    with scope(user.municipality_id):
        grants = RoleGrant.objects.select_related("department").order_by("role")
    return (
        User.objects.filter(municipality_id=user.municipality_id)
        .select_related("department", "municipality")
        .prefetch_related(Prefetch("grants", queryset=grants))
    )


def departments_visible_to(user: User) -> QuerySet[Department]:
    """The units of the same municipality."""
    with scope(user.municipality_id):
        return Department.objects.select_related("parent")


def organisation_for(user: User) -> list[tuple[int, Department]]:
    """Every unit with its depth (0 at the top), in the order of a tree."""
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


def grants_visible_to(user: User) -> QuerySet[RoleGrant]:
    """The granted roles of the same municipality."""
    with scope(user.municipality_id):
        return RoleGrant.objects.select_related("user", "department")


def people_with(
    permission: Permission, municipality: Municipality, *, department: Department | None = None
) -> QuerySet[User]:
    """Active people who hold the permission: there, above it, or municipality-wide.

    Without `department`: through any grant.
    """
    with scope(municipality.pk):
        grants = RoleGrant.objects.filter(role__in=roles_with(permission))
    if department is not None:
        grants = grants.filter(
            Q(department__isnull=True) | Q(department_id__in=_with_parents(department))
        )
    return User.objects.filter(
        municipality=municipality, is_active=True, pk__in=grants.values("user_id")
    )


def administrators(municipality: Municipality) -> QuerySet[User]:
    """Active people who may manage people in the whole municipality."""
    with scope(municipality.pk):
        grants = RoleGrant.objects.filter(
            role__in=roles_with(Permission.MANAGE_PEOPLE), department__isnull=True
        )
    return User.objects.filter(
        municipality=municipality, is_active=True, pk__in=grants.values("user_id")
    )


def senders_for(user: User) -> list[Sender]:
    """The operations that the person belongs to, by department or by role (M1-03)."""
    with scope(user.municipality_id):
        units = list(Department.objects.select_related("parent"))
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


def others_at(about: Ref, user: User, now: datetime) -> list[Presence]:
    """Who else has it open now, those who write first."""
    return list(
        Presence.objects.filter(
            about_kind=about.kind,
            about_id=about.id,
            seen_at__gt=now - PRESENT_FOR,
            user__is_active=True,
        )
        .exclude(user=user)
        .select_related("user")
        .order_by("-mode", "user__given_name", "pk")
    )


def kept_for(user: User, form: str, about_id: object) -> Kept:
    """A place for what the person types, with what was typed before."""
    found = Draft.objects.filter(user=user, form=form, about_id=str(about_id)).first()
    token = secrets.token_urlsafe(12)
    if found is None:
        return Kept(form, str(about_id), token, writer=str(user.pk))
    return Kept(
        form,
        str(about_id),
        token,
        found.settled_token,
        found.saved_at,
        found.fields,
        writer=str(user.pk),
    )


def filters_for(user: User, place: Place) -> QuerySet[SavedFilter]:
    """The person's own and those shared with the person's departments; `is_default`: opens the
    person's list."""
    mine = DefaultFilter.objects.filter(user=user, saved=OuterRef("pk"))
    return (
        SavedFilter.objects.filter(place=place)
        .filter(Q(owner=user) | Q(department_id__in=own_departments(user)))
        .select_related("owner", "department")
        .annotate(is_default=Exists(mine))
        .order_by("name", "pk")
    )


def default_filter(user: User, place: Place) -> SavedFilter | None:
    """What the person's list opens with, if anything."""
    return filters_for(user, place).filter(defaults__user=user).first()


def demo_groups() -> list[DemoGroup]:
    """Everyone the demo signs in as, by municipality. Only for demo mode."""
    with every_municipality():
        people = list(
            User.objects.filter(is_demo=True, is_active=True)
            .select_related("municipality", "department")
            .prefetch_related("grants")
        )
    parts = sorted((DemoPerson(user, _roles_of(user.grants.all())) for user in people), key=_rank)
    municipalities = sorted({user.municipality for user in people}, key=lambda one: one.name)
    return [
        DemoGroup(one, tuple(part for part in parts if part.user.municipality_id == one.pk))
        for one in municipalities
    ]


def demo_user(user_id: UUID) -> User | None:
    """The demo person with that id, or None."""
    return User.objects.filter(pk=user_id, is_demo=True, is_active=True).first()


def _rank(part: DemoPerson) -> tuple[int, str]:
    """In the order in which the roles are listed, whoever has none last."""
    order = list(ROLES)
    first = min((order.index(role.code) for role in part.roles), default=len(order))
    return first, part.user.full_name


def _roles_of(grants: Collection[RoleGrant]) -> tuple[Role, ...]:
    """Each once, though it may be held for several departments."""
    held = {grant.role: ROLES[grant.role] for grant in grants if grant.role in ROLES}
    return tuple(held.values())


def _with_parents(department: Department | None) -> set[UUID]:
    units: set[UUID] = set()
    while department is not None and department.pk not in units:
        units.add(department.pk)
        department = department.parent
    return units


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
