"""Municipalities, departments, people and their roles, for every room's tests.

All names are invented. Each call opens the scope it needs, so a factory works
both inside and outside the scope of the test.
"""

from itertools import count

from torg.kernel.scope import scope
from torg.people.models import Department, DepartmentKind, Municipality, RoleGrant, User

_numbers = count(1)


def make_municipality(
    *,
    slug: str = "",
    name: str = "",
    timezone: str = "Europe/Stockholm",
    website: str = "",
) -> Municipality:
    """A saved municipality; slug and name are unique when not given."""
    slug = slug or f"provkommun-{next(_numbers)}"
    return Municipality.objects.create(
        slug=slug,
        name=name or slug.replace("-", " ").capitalize(),
        timezone=timezone,
        website=website,
    )


def make_department(
    *,
    municipality: Municipality | None = None,
    name: str = "",
    kind: DepartmentKind = DepartmentKind.DEPARTMENT,
    parent: Department | None = None,
) -> Department:
    """A saved department of `municipality` (a new one when not given)."""
    if municipality is None:
        municipality = parent.municipality if parent else make_municipality()
    with scope(municipality.pk):
        made: Department = Department.objects.create(
            municipality=municipality,
            name=name or f"Provförvaltningen {next(_numbers)}",
            kind=kind,
            parent=parent,
        )
    return made


def make_user(
    *,
    role: str = "",
    municipality: Municipality | None = None,
    department: Department | None = None,
    given_name: str = "Prov",
    family_name: str = "",
    email: str = "",
    title: str = "",
    password: str | None = None,
    is_active: bool = True,
) -> User:
    """A saved person; with `role`, granted for `department`, or for the whole
    municipality when no department is given.

    Without a password sign in with `client.force_login(user)`.
    """
    if municipality is None:
        municipality = department.municipality if department else make_municipality()
    number = next(_numbers)
    user = User.objects.create_user(
        email or f"prov{number}@kommun.example",
        password,
        municipality=municipality,
        department=department,
        given_name=given_name,
        family_name=family_name or f"Person {number}",
        title=title,
        is_active=is_active,
    )
    if role:
        grant_role(user, role, department=department)
    return user


def grant_role(user: User, role: str, *, department: Department | None = None) -> RoleGrant:
    """Give the person one more role: for `department`, or for the whole municipality."""
    with scope(user.municipality_id):
        grant: RoleGrant = RoleGrant.objects.create(
            municipality=user.municipality, user=user, role=role, department=department
        )
    return grant
