"""Everybody who calls: roles on three sides, by session and by key, and those shut out."""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import SimpleCookie

from django.test import Client
from django.utils import timezone
from tests.factories.people import make_user
from tests.web.matrix.rows import Row
from tests.web.matrix.world import SPEAKERS, Side, World

from torg.kernel.scope import scope
from torg.people.actions import issue_token, withdraw_token
from torg.people.models import User
from torg.people.permissions import ROLES, Permission

FULL = os.environ.get("FULL") == "1"
HOME, BESIDE, FOREIGN, ANONYMOUS = "home", "beside", "foreign", "anonymous"
WHERE = {BESIDE: " of the other department", FOREIGN: " of the other municipality"}
READS_MESSAGES = {
    code for code, role in ROLES.items() if Permission.READ_MESSAGES in role.permissions
}
SEES_EVIDENCE = {
    code for code, role in ROLES.items() if Permission.SEE_EVIDENCE in role.permissions
}
WIDEST = sorted(SPEAKERS, key=lambda code: -len(ROLES[code].permissions))


@dataclass(frozen=True)
class Actor:
    """A role of one side, or nobody. cookies: those of a session. key: for the API.

    who: how somebody came to be nobody, such as "a closed account".
    """

    side: str
    role: str
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    key: str = ""
    who: str = ""

    def __str__(self) -> str:
        by = " by key" if self.key else ""
        return (self.who or self.role + WHERE.get(self.side, "")) + by


def nobody(who: str = "", *, cookies: SimpleCookie | None = None, key: str = "") -> Actor:
    """Whoever is to be treated as not signed in."""
    return Actor(ANONYMOUS, "anonymous", cookies or SimpleCookie(), key, who)


def sides_of(world: World) -> tuple[tuple[str, Side], ...]:
    """The three sides by name."""
    return (HOME, world.home), (BESIDE, world.beside), (FOREIGN, world.foreign)


def actors(world: World) -> list[Actor]:
    """Everybody with a browser; each signs in once."""
    roles = [
        Actor(name, role, _session(person))
        for name, side in sides_of(world)
        for role, person in side.people.items()
    ]
    return [nobody(), *_former(world.home), *roles]


def callers(world: World) -> list[Actor]:
    """Everybody with a key to the API, and everybody whose key opens nothing."""
    now = timezone.now()
    roles = [
        Actor(name, role, key=_key(person, now))
        for name, side in sides_of(world)
        for role, person in side.people.items()
    ]
    return [nobody("no key"), nobody("an invented key", key="torg_x"), *_dead(world.home), *roles]


def _session(person: User) -> SimpleCookie:
    client = Client()
    client.force_login(person)
    return client.cookies


def _former(side: Side) -> list[Actor]:
    """Sessions that were opened while one might."""
    closed = make_user(municipality=side.municipality, role="account_lead")
    shut = nobody("a closed account", cookies=_session(closed))
    User.objects.filter(pk=closed.pk).update(is_active=False)
    client = Client()
    client.force_login(make_user(municipality=side.municipality, role="account_lead"))
    cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    client.logout()
    return [shut, nobody("somebody signed out", cookies=cookies)]


def _dead(side: Side) -> list[Actor]:
    """Keys that opened something once."""
    now, person = timezone.now(), side.people["account_lead"]
    closed = make_user(municipality=side.municipality, role="account_lead")
    unsettled = make_user(municipality=side.municipality, role="account_lead")
    with scope(side.municipality.pk):
        taken, withdrawn = issue_token(name="x", days=9, by=person, now=now)
        withdraw_token(token=taken, by=person, now=now)
    dead = [
        nobody("an expired key", key=_key(person, now - timedelta(days=60))),
        nobody("a withdrawn key", key=withdrawn),
        nobody("the key of a closed account", key=_key(closed, now)),
        nobody("the key of a start password", key=_key(unsettled, now)),
    ]
    User.objects.filter(pk=closed.pk).update(is_active=False)
    User.objects.filter(pk=unsettled.pk).update(password_is_temporary=True)
    return dead


def _key(person: User, now: datetime) -> str:
    with scope(person.municipality_id):
        return issue_token(name="Matris", days=30, by=person, now=now)[1]


def whom(row: Row, method: str, everybody: list[Actor]) -> list[Actor]:
    """Who is asked: everybody with FULL=1, else all from whom another answer may come.

    A method that no row lists is refused before anybody's role is read, HEAD is GET, and a page
    that names no object shows each side its own: there a few speak for all.
    """
    if FULL:
        return everybody
    may = row.through.get(method, row.through.get("GET", row.through.get("POST", frozenset())))
    home = [role for role in WIDEST if role in may]
    others = [role for role in WIDEST if role not in may]
    spoken = {(HOME, role) for role in (*home[:1], *others[:1])}
    if row.special or row.off or method == "HEAD" or method not in row.through:
        spoken |= {(FOREIGN, WIDEST[0])}
        return [one for one in everybody if one == everybody[0] or (one.side, one.role) in spoken]
    near = home if row.has_object else home[:2]
    far = near if method == "POST" else home[:2]
    spoken |= {(HOME, role) for role in SPEAKERS}
    spoken |= {(BESIDE, role) for role in (*near, *others[:1])}
    spoken |= {(FOREIGN, role) for role in (*far, *others[:1])}
    return [one for one in everybody if one.side == ANONYMOUS or (one.side, one.role) in spoken]
