from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.people.actions.make_password import make_password
from torg.people.actions.record import record
from torg.people.models import Department, User
from torg.people.permissions import Permission, check_can_everywhere


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person just let in. start_password is shown once and stored nowhere."""

    user: User
    start_password: str


def add_user(
    *,
    email: str,
    given_name: str,
    family_name: str,
    title: str,
    department: Department | None,
    by: User,
    now: datetime,
) -> NewUser:
    """Let a person in, without any role yet. Raises Denied, Refusal.

    The start password only opens the page where the person chooses a new one.
    """
    with transaction.atomic():
        check_can_everywhere(by, Permission.MANAGE_PEOPLE)
        if department is not None and department.municipality_id != by.municipality_id:
            raise Refusal(_("Enheten finns inte."), field="department")
        secret = make_password()
        try:
            with transaction.atomic():
                user = User.objects.create_user(
                    email.strip(),
                    secret,
                    municipality=by.municipality,
                    department=department,
                    given_name=given_name.strip(),
                    family_name=family_name.strip(),
                    title=title.strip(),
                    password_is_temporary=True,
                )
        except IntegrityError as error:
            raise Refusal(
                _("Det finns redan en person med den e-postadressen."),
                remedy=_("Sök efter personen i listan."),
                field="email",
            ) from error
        _tell(user, by, now)
    return NewUser(user, secret)


def _tell(user: User, by: User, now: datetime) -> None:
    record(
        verb="people.add_user",
        summary=_("En person lades upp."),
        about=user,
        by=by,
        now=now,
        facts={
            "user": str(user.pk),
            "department": str(user.department_id) if user.department_id else "",
        },
        content={"name": user.full_name, "email": user.email},
    )
