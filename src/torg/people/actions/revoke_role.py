from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.people.actions.keep_administrator import lock_people, refuse_no_administrator
from torg.people.actions.record import record
from torg.people.models import RoleGrant, User
from torg.people.permissions import ROLES, Permission, check_can, check_can_everywhere


def revoke_role(*, grant: RoleGrant, by: User, now: datetime) -> None:
    """Take a role away; it is gone at the person's next request.

    Raises Denied, and Refusal when nobody would be left to let others in.
    """
    department = grant.department
    with transaction.atomic():
        if department is None:
            check_can_everywhere(by, Permission.MANAGE_PEOPLE)
        else:
            check_can(by, Permission.MANAGE_PEOPLE, department=department)
        lock_people(by.municipality)
        user, role, place = grant.user, grant.role, department or _("hela kommunen")
        grant.delete()
        refuse_no_administrator(by.municipality)
        by.forget_roles()
        record(
            verb="people.revoke_role",
            summary=_("Rollen %(role)s togs bort för %(place)s.")
            % {"role": ROLES[role].name if role in ROLES else role, "place": place},
            about=user,
            by=by,
            now=now,
            facts={"role": role, "department": str(department.pk) if department else ""},
        )
