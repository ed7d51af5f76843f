from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.kernel.refusals import Denied, Refusal
from torg.people.actions.record import record
from torg.people.models import Department, RoleGrant, User
from torg.people.permissions import ROLES, Permission, check_can, check_can_everywhere


def grant_role(
    *,
    user: User,
    role: str,
    department: Department | None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: User,
    now: datetime,
) -> RoleGrant:
    """Give a person a role, for a department or for the whole municipality, on its days (V-07).

    starts_on, ends_on: Swedish dates, both held; open when None. A role that has ended makes
    way for the new one. Nobody gives themselves a role. Raises Denied, Refusal.
    """
    with transaction.atomic():
        check_may_let_in(by, user, department)
        if role not in ROLES:
            raise Refusal(_("Rollen finns inte."), field="role")
        check_days(starts_on, ends_on, now)
        RoleGrant.objects.filter(
            user=user,
            role=role,
            department=department,
            stands_in_for__isnull=True,
            ends_on__lt=timezone.localdate(now),
        ).delete()
        grant = RoleGrant(
            municipality=by.municipality,
            user=user,
            role=role,
            department=department,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        try:
            with transaction.atomic():
                grant.save()
        except IntegrityError as error:
            raise Refusal(_("Personen har redan den rollen där."), field="role") from error
        _tell(grant, by, now)
    return grant


def check_may_let_in(by: User, user: User, department: Department | None) -> None:
    """Raise Denied or Refusal unless `by` may give this person a role there."""
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


def check_days(starts_on: date | None, ends_on: date | None, now: datetime) -> None:
    """Raise Refusal when the days are in the wrong order or have all passed."""
    if ends_on is None:
        return
    if starts_on is not None and ends_on < starts_on:
        raise Refusal(_("Sista dagen ligger före den första."), field="ends_on")
    if ends_on < timezone.localdate(now):
        raise Refusal(_("Sista dagen har redan varit."), field="ends_on")


def _tell(grant: RoleGrant, by: User, now: datetime) -> None:
    place = grant.department
    record(
        verb="people.grant_role",
        summary=_("Rollen %(role)s gavs för %(place)s.")
        % {"role": ROLES[grant.role].name, "place": place or _("hela kommunen")},
        about=grant.user,
        by=by,
        now=now,
        facts={
            "role": grant.role,
            "department": str(place.pk) if place else "",
            "starts_on": grant.starts_on.isoformat() if grant.starts_on else "",
            "ends_on": grant.ends_on.isoformat() if grant.ends_on else "",
        },
    )
