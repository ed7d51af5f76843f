from collections.abc import Callable
from datetime import timedelta

from tests.factories.people import grant_role, make_user
from tests.web.matrix.world import Side

from torg.people.actions import check_organisation
from torg.people.models import AccessToken, Department, OrganisationImport, RoleGrant, User


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


def make_token(side: Side) -> AccessToken:
    return AccessToken.objects.create(
        municipality=side.municipality,
        user=side.people["communicator"],
        name=f"Nyckel {side.canary}",
        digest=side.canary.ljust(64, "0")[:64],
        created_at=side.now,
        expires_at=side.now + timedelta(days=30),
    )


def make_import(side: Side) -> OrganisationImport:
    """A file that adds one unit."""
    return check_organisation(
        file=f"namn;slag;ligger under\nEnhet {side.canary};förvaltning;\n".encode(),
        filename=f"{side.canary}.csv",
        whole=False,
        by=make_user(municipality=side.municipality, role="administrator"),
        now=side.now,
    )


MAKERS: dict[
    str, Callable[[Side], User | RoleGrant | Department | AccessToken | OrganisationImport]
] = {
    "people.import": make_import,
    "people.token": make_token,
    "people.user": make_person,
    "people.grant": make_grant,
    "people.department": make_department,
}
