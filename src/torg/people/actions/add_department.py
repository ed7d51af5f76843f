from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.people.actions.record import record
from torg.people.models import Department, DepartmentKind, User
from torg.people.permissions import Permission, check_can, check_can_everywhere


def add_department(
    *,
    name: str,
    kind: DepartmentKind,
    parent: Department | None,
    by: User,
    now: datetime,
) -> Department:
    """A new unit in the organisation (M1-03, G-30, V-08). Raises Denied, Refusal."""
    with transaction.atomic():
        if parent is None:
            check_can_everywhere(by, Permission.MANAGE_PEOPLE)
        else:
            check_can(by, Permission.MANAGE_PEOPLE, department=parent)
        department = Department(
            municipality=by.municipality, name=name.strip(), kind=kind, parent=parent
        )
        _check_place(department)
        try:
            with transaction.atomic():
                department.save()
        except IntegrityError as error:
            raise Refusal(
                _("Det finns redan en enhet med det namnet."),
                remedy=_("Välj ett annat namn eller använd den som finns."),
                field="name",
            ) from error
        by.forget_roles()
        record(
            verb="people.add_department",
            summary=_("%(kind)s lades upp: %(name)s")
            % {"kind": DepartmentKind(kind).label, "name": department.name},
            about=department,
            by=by,
            now=now,
            facts={"kind": str(kind), "parent": str(parent.pk) if parent else ""},
        )
    return department


def _check_place(department: Department) -> None:
    if not department.name:
        raise Refusal(_("Enheten behöver ett namn."), field="name")
    if department.kind == DepartmentKind.OPERATION and department.parent is None:
        raise Refusal(
            _("En verksamhet hör till en förvaltning, ett bolag eller en nämnd."),
            remedy=_("Välj vilken enhet den ligger under."),
            field="parent",
        )
