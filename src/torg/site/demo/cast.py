"""Who works in the municipality: the tenant, its units, its people and their roles."""

from collections.abc import Mapping
from datetime import datetime
from itertools import product
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.models import Reach, Template
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.people.actions import add_department, grant_role
from torg.people.models import Department, DepartmentKind, Municipality, RoleGrant, User
from torg.rules.actions import adopt_pack
from torg.site.demo.script import Script


def found(script: Script, now: datetime) -> Municipality:
    """The municipality, with its rules in force from now."""
    own = script.own
    municipality: Municipality = Municipality.objects.create(
        slug=own["slug"], name=own["name"], website=own["website"]
    )
    adopt_pack(municipality=municipality, by=None, now=now)
    return municipality


def employ(
    script: Script, municipality: Municipality, now: datetime
) -> tuple[Mapping[str, Department], Mapping[str, User]]:
    """Units and people, by key. Nobody has a password: the sign-in page offers them by name.

    The first administrator is there before anybody could let somebody in.
    """
    rows = {row["key"]: row for row in script.own["person"]}
    admin = _person(rows["admin"], municipality)
    RoleGrant.objects.create(municipality=municipality, user=admin, role="administrator")
    units = organise(script, admin, now)
    for key, row in rows.items():
        person = admin if key == "admin" else _person(row, municipality)
        person.department = units[row["unit"]]
        person.save(update_fields=["department"])
        if person is not admin:
            _let_in(person, row, units, admin, now)
    everyone = User.objects.filter(municipality=municipality).select_related(
        "municipality", "department"
    )
    by_address = {user.email: user for user in everyone.prefetch_related("grants")}
    people = {key: by_address[_address(row, municipality)] for key, row in rows.items()}
    return units, people


def organise(script: Script, admin: User, now: datetime) -> Mapping[str, Department]:
    """The units, by key."""
    units: dict[str, Department] = {}
    for row in script.own["unit"]:
        units[row["key"]] = add_department(
            name=row["name"],
            kind=DepartmentKind(row.get("kind", "department")),
            parent=units.get(row.get("under", "")),
            by=admin,
            now=now,
        )
    return units


def lay_templates(script: Script, municipality: Municipality) -> None:
    """Texts to start a reply from."""
    for row in script.talk["template"]:
        Template.objects.create(
            municipality=municipality, reach=Reach.SHARED, title=row["title"], body=row["body"]
        )


def _person(row: Mapping[str, Any], municipality: Municipality) -> User:
    given, family = row["name"]
    return User.objects.create_user(
        _address(row, municipality),
        municipality=municipality,
        given_name=given,
        family_name=family,
        title=row["title"],
        is_demo=True,
    )


def _address(row: Mapping[str, Any], municipality: Municipality) -> str:
    return f"{row['key'].replace('_', '.')}@{municipality.slug}.exempel.invalid"


def _let_in(
    person: User,
    row: Mapping[str, Any],
    units: Mapping[str, Department],
    admin: User,
    now: datetime,
) -> None:
    """The entry that people.add_user would make: it is not called, since it gives a password."""
    with transaction.atomic():
        record(
            municipality=person.municipality,
            verb="people.add_user",
            summary=_("En person lades upp."),
            about=[Ref("people.user", str(person.pk))],
            by=admin,
            now=now,
            facts={"user": str(person.pk), "department": str(person.department_id)},
            content={"name": person.full_name, "email": person.email},
        )
    roles = [row["role"]] if isinstance(row["role"], str) else row["role"]
    for role, key in product(roles, row.get("only", [""])):
        grant_role(user=person, role=role, department=units.get(key), by=admin, now=now)
