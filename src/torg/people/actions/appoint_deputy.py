from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.people.actions.grant_role import check_days, check_may_let_in
from torg.people.actions.record import record
from torg.people.models import RoleGrant, User
from torg.people.permissions import ROLES


def appoint_deputy(
    *, grant: RoleGrant, user: User, starts_on: date, ends_on: date, by: User, now: datetime
) -> RoleGrant:
    """Let a person stand in for the holder of a role; it ends by itself after the last day.

    It goes with the role that it stands in for. Nobody appoints themselves.
    Raises Denied, Refusal.
    """
    with transaction.atomic():
        check_may_let_in(by, user, grant.department)
        _check(grant, user, starts_on, ends_on, now)
        deputy = RoleGrant(
            municipality=by.municipality,
            user=user,
            role=grant.role,
            department=grant.department,
            starts_on=starts_on,
            ends_on=ends_on,
            stands_in_for=grant,
        )
        try:
            with transaction.atomic():
                deputy.save()
        except IntegrityError as error:
            raise Refusal(_("Personen ersätter redan från den dagen."), field="user") from error
        _tell(deputy, grant, by, now)
    return deputy


def _check(grant: RoleGrant, user: User, starts_on: date, ends_on: date, now: datetime) -> None:
    if grant.municipality_id != user.municipality_id or grant.role not in ROLES:
        raise Refusal(_("Rollen finns inte."), field="grant")
    if grant.stands_in_for_id is not None:
        raise Refusal(
            _("Den som själv ersätter kan inte ersättas."),
            remedy=_("Utse en ersättare för den som har rollen."),
            field="grant",
        )
    if grant.user_id == user.pk:
        raise Refusal(_("Ingen ersätter sig själv."), field="user")
    check_days(starts_on, ends_on, now)
    if not (grant.holds_on(starts_on) and grant.holds_on(ends_on)):
        raise Refusal(
            _("Rollen gäller inte alla de dagarna."),
            remedy=_("Välj dagar då den ersatta personen har rollen."),
            field="ends_on",
        )


def _tell(deputy: RoleGrant, grant: RoleGrant, by: User, now: datetime) -> None:
    record(
        verb="people.appoint_deputy",
        summary=_("En ersättare utsågs för rollen %(role)s, %(first)s till %(last)s.")
        % {
            "role": ROLES[grant.role].name,
            "first": deputy.starts_on,
            "last": deputy.ends_on,
        },
        about=grant.user,
        besides=deputy.user,
        by=by,
        now=now,
        facts={
            "role": grant.role,
            "department": str(grant.department_id) if grant.department_id else "",
            "stands_in_for": str(grant.user_id),
            "deputy": str(deputy.user_id),
        },
    )
