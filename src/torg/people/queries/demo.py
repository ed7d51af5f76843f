"""The people that a demo offers to sign in as."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from torg.kernel.scope import every_municipality
from torg.people.models import (
    Municipality,
    RoleGrant,
    User,
)
from torg.people.permissions import ROLES, Role

# The roles of daily work: the first in the list.
EVERYDAY = (
    "communicator",
    "account_lead",
    "moderator",
    "contact_centre",
    "official",
    "registrar",
    "administrator",
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the demo, and what can be done as that person."""

    user: User
    roles: tuple[Role, ...]

    @property
    def is_everyday(self) -> bool:
        """Whether somebody visits the desk as this person first: a role of its daily work."""
        return any(role.code in EVERYDAY for role in self.roles)


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """The demo people of one municipality."""

    municipality: Municipality
    people: tuple[DemoPerson, ...]

    @property
    def first(self) -> list[DemoPerson]:
        """Those of the daily work."""
        return [part for part in self.people if part.is_everyday]

    @property
    def more(self) -> list[DemoPerson]:
        """Those who decide, advise and keep the register."""
        return [part for part in self.people if not part.is_everyday]


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
    today = timezone.localdate()
    held = {
        grant.role: ROLES[grant.role]
        for grant in grants
        if grant.role in ROLES and grant.holds_on(today)
    }
    return tuple(held.values())
