from collections.abc import Callable

from tests.factories.people import grant_role, make_user
from tests.web.matrix.world import Side

from torg.people.models import Department, RoleGrant, User


def make_person(side: Side) -> User:
    """Somebody without a role of their own yet."""
    return make_user(
        municipality=side.municipality,
        department=side.department,
        given_name="Prov",
        family_name=side.canary,
    )


def make_grant(side: Side) -> RoleGrant:
    person = make_user(municipality=side.municipality, family_name=f"Roll {side.canary}")
    return grant_role(person, "moderator", department=side.department)


def make_department(side: Side) -> Department:
    return side.department


MAKERS: dict[str, Callable[[Side], User | RoleGrant | Department]] = {
    "people.user": make_person,
    "people.grant": make_grant,
    "people.department": make_department,
}
