"""One call as one actor, undone afterwards, and the judgement of its answer."""

import traceback
from dataclasses import dataclass
from http.cookies import SimpleCookie

from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.web.matrix.rows import Row, values
from tests.web.matrix.world import Side, World

SENT = ("GET", "HEAD", "POST")
HOME, FOREIGN, ANONYMOUS = "home", "foreign", "anonymous"


@dataclass(frozen=True)
class Actor:
    """A role of one side, or nobody. cookies: those of a signed-in session."""

    side: str
    role: str
    cookies: SimpleCookie

    def __str__(self) -> str:
        return self.role if self.side != FOREIGN else f"{self.role} of the other municipality"


@dataclass(frozen=True)
class Answer:
    """What came back. raised: the traceback when the view crashed."""

    status: int
    location: str = ""
    body: str = ""
    raised: str = ""
    empty: bool = False

    @property
    def to_sign_in(self) -> bool:
        """Whether it sends the caller to the sign-in."""
        return self.status == 302 and self.location.startswith(reverse("account_login"))

    @property
    def through(self) -> bool:
        """Whether the caller got to the view's own work, even if a form was refused."""
        return not self.to_sign_in and (self.status < 400 or self.status in (400, 409, 422))


def actors(world: World) -> list[Actor]:
    """Everybody who calls; each signs in once."""
    found = [Actor(ANONYMOUS, "anonymous", SimpleCookie())]
    for name, side in ((HOME, world.home), (FOREIGN, world.foreign)):
        for role, person in side.people.items():
            client = Client()
            client.force_login(person)
            found.append(Actor(name, role, client.cookies))
    return found


def call(row: Row, method: str, actor: Actor, home: Side, *, csrf: bool = False) -> Answer:
    """The answer to one call with the home side's objects; nothing of it stays."""
    client = Client(enforce_csrf_checks=csrf)
    for name, morsel in actor.cookies.items():
        client.cookies[name] = morsel.value
    sent = values(row.data if method == "POST" else row.query, home)
    send = getattr(client, method.lower())
    address = row.address(home)
    try:
        with transaction.atomic():
            response = send(address, sent) if method in SENT else send(address)
            whole = response.getvalue()
            transaction.set_rollback(True)
    except Exception:  # noqa: BLE001 (a crash is an answer that fails the walk)
        return Answer(500, raised=traceback.format_exc(limit=-4))
    return Answer(
        status=response.status_code,
        location=response.headers.get("Location", ""),
        body=f"{response.headers}{whole.decode(errors='replace')}",
        empty=not whole,
    )


def complaint(row: Row, method: str, actor: Actor, answer: Answer) -> str:
    """What is wrong with the answer, or nothing."""
    if answer.status >= 500:
        return f"crashed ({answer.status}) {answer.raised}"
    if row.special:
        return SPECIAL[row.special](answer)
    if row.off or method not in row.through:
        return _unlisted(method, actor, answer)
    if actor.role in row.through[method]:
        return _allowed(row, actor, answer)
    if actor.side == ANONYMOUS and answer.to_sign_in:
        return ""
    return "" if answer.status in (403, 404) else f"got {answer.status}, not 403 or 404"


def _allowed(row: Row, actor: Actor, answer: Answer) -> str:
    if actor.side == FOREIGN and row.has_object:
        return "" if answer.status == 404 else f"got {answer.status}, not 404"
    return "" if answer.through else f"was refused with {answer.status} {answer.location}"


def _unlisted(method: str, actor: Actor, answer: Answer) -> str:
    if actor.side == ANONYMOUS and answer.to_sign_in:
        return ""
    if method == "OPTIONS" and answer.status == 200 and answer.empty:
        return ""
    return "" if answer.status in (403, 404, 405) else f"is not listed but got {answer.status}"


def _webhook(answer: Answer) -> str:
    refused = answer.status in (400, 401, 403, 404, 405)
    return "" if refused else f"took an unsigned call with {answer.status}"


def _sign_in_step(answer: Answer) -> str:
    held = answer.status in (302, 405)
    return "" if held else f"opened without a sign-in under way: {answer.status}"


def _public(answer: Answer) -> str:
    return ""


SPECIAL = {"webhook": _webhook, "sign_in_step": _sign_in_step, "public": _public}


def leak(actor: Actor, world: World, answer: Answer) -> str:
    """The canary that the actor should never see, or nothing."""
    forbidden = {
        HOME: [world.foreign],
        FOREIGN: [world.home],
        ANONYMOUS: [world.home, world.foreign],
    }
    seen = [side.canary for side in forbidden[actor.side] if side.canary in answer.body]
    return f"saw {seen}" if seen else ""
