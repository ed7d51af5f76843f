from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Denied, Refusal
from torg.people.actions.record import record
from torg.people.models import Department, RoleGrant, User
from torg.people.permissions import ROLES, Permission, check_can, check_can_everywhere


def grant_role(
    *, user: User, role: str, department: Department | None, by: User, now: datetime
) -> RoleGrant:
    """Give a person a role, for a department or for the whole municipality.

    Nobody gives themselves a role. Raises Denied, Refusal.
    """
    with transaction.atomic():
        if department is None:
            check_can_everywhere(by, Permission.MANAGE_PEOPLE)
        else:
            check_can(by, Permission.MANAGE_PEOPLE, department=department)
        if user.pk == by.pk:
            raise Denied(
                _("Ingen ger sig själv en roll."),
                remedy=_("Be en annan systemadministratör."),
            )
        if user.municipality_id != by.municipality_id or not user.is_active:
            raise Refusal(_("Personen har inte något konto som kan få en roll."))
        if role not in ROLES:
            raise Refusal(_("Rollen finns inte."), field="role")
        grant = RoleGrant(municipality=by.municipality, user=user, role=role, department=department)
        try:
            with transaction.atomic():
                grant.save()
        except IntegrityError as error:
            raise Refusal(_("Personen har redan den rollen där."), field="role") from error
        record(
            verb="people.grant_role",
            summary=_("Rollen %(role)s gavs för %(place)s.")
            % {"role": ROLES[role].name, "place": department or _("hela kommunen")},
            about=user,
            by=by,
            now=now,
            facts={"role": role, "department": str(department.pk) if department else ""},
        )
    return grant
