"""How roles and persons are told: only what differs from what is given is kept."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.notices.actions.telling import tell_role
from torg.notices.models import OwnSetting, RoleSetting
from torg.notices.permissions import check_can_tell_roles
from torg.notices.queries.events import ways_by_default
from torg.notices.queries.settings import own_lines, role_lines, ways_of_role
from torg.notices.states import Event, Way
from torg.people.models import Municipality, User
from torg.people.permissions import ROLES


def set_role_ways(*, role: str, ways: Mapping[Event, Way], by: User, now: datetime) -> bool:
    """How the municipality tells the holders of a role; whether anything changed.

    Raises Denied, Refusal (an event that the role always gets, or cannot get).
    """
    check_can_tell_roles(by)
    if role not in ROLES:
        raise Refusal(_("Rollen finns inte."))
    with transaction.atomic():
        municipality = Municipality.objects.select_for_update().get(pk=by.municipality_id)
        lines = {line.event: line for line in role_lines(municipality.pk, role)}
        _check(ways, {event: line.locked for event, line in lines.items()})
        before, given = ways_of_role(municipality.pk, role), ways_by_default(role)
        changed = {event: way for event, way in ways.items() if before[event] is not way}
        if not changed:
            return False
        RoleSetting.objects.filter(role=role, event__in=changed).delete()
        RoleSetting.objects.bulk_create(
            RoleSetting(municipality=municipality, role=role, event=event, way=way)
            for event, way in changed.items()
            if given[event] is not way
        )
        tell_role(role, changed, by=by, now=now)
    return True


def set_own_ways(*, ways: Mapping[Event, Way | None], by: User, now: datetime) -> None:  # noqa: ARG001
    """How the person wants to be told; None: as the roles say. Raises Refusal."""
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=by.pk)
        lines = {line.event: line.locked for line in own_lines(by)}
        _check({event: way for event, way in ways.items() if way}, lines)
        OwnSetting.objects.filter(user=by, event__in=ways).delete()
        OwnSetting.objects.bulk_create(
            OwnSetting(municipality_id=by.municipality_id, user=by, event=event, way=way)
            for event, way in ways.items()
            if way
        )


def _check(ways: Mapping[Event, Way], locked: Mapping[Event, bool]) -> None:
    for event, way in ways.items():
        if event not in locked:
            raise Refusal(_("Aviseringen finns inte för den här rollen."), field=event.value)
        if locked[event] and way is not Way.AT_ONCE:
            raise Refusal(
                _("Den aviseringen kan inte stängas av: rollen behöver veta genast."),
                field=event.value,
            )
