"""Which way a person is told of an event: own choice, else the loudest of the roles."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from torg.notices.models import OwnSetting, RoleSetting
from torg.notices.queries.events import EVENTS, always, ways_by_default
from torg.notices.states import Event, Way, loudest
from torg.people.models import Municipality, User
from torg.people.permissions import ROLES, Permission, can
from torg.people.queries import roles_held_at


@dataclass(frozen=True, slots=True)
class Reached:
    """How one person is told; named: the thing waits for this very person."""

    way: Way
    named: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An event on a settings page. given: the way without a choice; chosen: with it, if any.

    locked: always a letter at once.
    """

    event: Event
    name: str
    given: Way
    chosen: Way | None
    locked: bool


def ways_of_role(municipality: UUID, role: str) -> dict[Event, Way]:
    """How the role's holders are told in the municipality."""
    own = RoleSetting.objects.filter(municipality_id=municipality, role=role)
    chosen = {Event(event): Way(way) for event, way in own.values_list("event", "way")}
    return ways_by_default(role) | chosen | dict.fromkeys(always(role), Way.AT_ONCE)


def roles_changed(municipality: UUID) -> frozenset[str]:
    """Roles whose ways the municipality has changed."""
    rows = RoleSetting.objects.filter(municipality_id=municipality)
    return frozenset(rows.values_list("role", flat=True).distinct())


def ways_of_roles(municipality: UUID) -> dict[str, dict[Event, Way]]:
    """The same for every role, in one question."""
    ways = {role: ways_by_default(role) for role in ROLES}
    rows = RoleSetting.objects.filter(municipality_id=municipality, role__in=ROLES)
    for role, event, way in rows.values_list("role", "event", "way"):
        ways[role][Event(event)] = Way(way)
    for role, held in ways.items():
        held.update(dict.fromkeys(always(role), Way.AT_ONCE))
    return ways


def reached_by(
    event: Event,
    municipality: Municipality,
    held: Mapping[UUID, Collection[str]],
    named: Collection[UUID],
    *,
    widely: bool,
    also: Permission | None = None,
) -> dict[UUID, Reached]:
    """Who gets a letter of the event, now or in a digest, of those who may hear of it.

    held: the roles of each active person where it happened. widely: also those for whom it
    does not wait by name; also: a further permission that these must hold.
    """
    kind, by_role = EVENTS[event], ways_of_roles(municipality.pk)
    own = OwnSetting.objects.filter(municipality=municipality, event=event)
    chosen = {user: Way(way) for user, way in own.values_list("user_id", "way")}
    found = {}
    for user in {*named, *(held if widely else ())}:
        roles = held.get(user, ())
        is_named = user in named
        hears = _may_hear(kind.needs, roles) and (also is None or _may_hear(also, roles))
        if not is_named and not hears:
            continue
        given = loudest([_given(by_role, roles, event), kind.named if is_named else Way.DAY])
        way = chosen.get(user, given)
        if kind.must.intersection(roles):
            way = Way.AT_ONCE
        if way is not Way.DAY:
            found[user] = Reached(way, is_named)
    return found


def own_lines(user: User) -> list[Line]:
    """The events that can reach the person, each with its way, for the person's own page."""
    roles = roles_held_at(user.municipality).get(user.pk, frozenset())
    by_role = ways_of_roles(user.municipality_id)
    own = OwnSetting.objects.filter(user=user).values_list("event", "way")
    chosen = {Event(event): Way(way) for event, way in own}
    return [
        Line(
            event,
            str(kind.name),
            loudest([_given(by_role, roles, event), kind.named]),
            chosen.get(event),
            bool(kind.must.intersection(roles)),
        )
        for event, kind in EVENTS.items()
        if _can_reach(user, event)
    ]


def role_lines(municipality: UUID, role: str) -> list[Line]:
    """The events of a role that its holders may hear of, for the municipality's page."""
    now, given = ways_of_role(municipality, role), ways_by_default(role)
    return [
        Line(event, str(EVENTS[event].name), given[event], now[event], event in always(role))
        for event in given
        if _may_hear(EVENTS[event].needs, [role])
    ]


def _given(by_role: Mapping[str, Mapping[Event, Way]], roles: Iterable[str], event: Event) -> Way:
    return loudest(by_role[role].get(event, Way.DAY) for role in roles if role in by_role)


def _may_hear(needs: Permission | None, roles: Iterable[str]) -> bool:
    return needs is not None and any(
        needs in ROLES[role].permissions for role in roles if role in ROLES
    )


def _can_reach(user: User, event: Event) -> bool:
    """Whoever may hear of it; a post that is refused waits for those who write."""
    needs = EVENTS[event].needs
    if event is Event.POST_REFUSED:
        return can(user, Permission.WRITE_POSTS)
    return needs is None or can(user, needs)
