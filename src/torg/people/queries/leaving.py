"""What stays empty among the roles when a person leaves."""

from datetime import date

from django.db.models import Q

from torg.people.models import RoleGrant, User


def held_alone(person: User, day: date) -> list[RoleGrant]:
    """Roles of the person's that nobody else in work holds for as much, from the day on."""
    mine = person.grants.filter(Q(ends_on=None) | Q(ends_on__gte=day), stands_in_for=None)
    return [one for one in mine.select_related("department") if not _others(one, day)]


def stood_in_for(person: User, day: date) -> list[RoleGrant]:
    """Absences in which the person is the only deputy, from the day on."""
    mine = person.grants.filter(ends_on__gte=day, stands_in_for__user__is_active=True)
    rows = mine.select_related("department", "stands_in_for__user").order_by("starts_on")
    return [one for one in rows if not _other_deputies(one)]


def _others(grant: RoleGrant, day: date) -> bool:
    rows = RoleGrant.objects.filter(RoleGrant.held_on(day), role=grant.role, user__is_active=True)
    wide = Q(department=None)
    if grant.department is not None:
        wide |= Q(department__in=[grant.department_id, grant.department.parent_id])
    return rows.filter(wide).exclude(user=grant.user_id).exists()


def _other_deputies(grant: RoleGrant) -> bool:
    rows = RoleGrant.objects.filter(
        stands_in_for=grant.stands_in_for_id,
        starts_on__lte=grant.starts_on,
        ends_on__gte=grant.ends_on,
        user__is_active=True,
    )
    return rows.exclude(pk=grant.pk).exists()
