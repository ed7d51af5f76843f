"""One call as one actor, undone afterwards, and the judgement of its answer."""

import json
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse
from tests.web.matrix.actors import (
    ANONYMOUS,
    BESIDE,
    FOREIGN,
    READS_MESSAGES,
    SEES_EVIDENCE,
    Actor,
)
from tests.web.matrix.rows import API, Row, values
from tests.web.matrix.world import EVIDENCE, MESSAGE, PERSON, SECRET, UNIT, Side, World

SENT = ("GET", "HEAD", "POST")
# Whose filter and whose key the world holds; all else that is somebody's own is no caller's.
OPEN = "open"
KEEPS = frozenset({"account_lead", "communicator"})
TALLY: Counter[str] = Counter()


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


@cache
def handler(csrf: bool) -> ClientHandler:
    """One for the whole walk: a client of its own would load the middleware at every call."""
    return ClientHandler(csrf)


def client_of(actor: Actor, *, csrf: bool = False, part: bool = False) -> Client:
    """A browser in which the actor is signed in, or a program with the actor's key.

    part: it asks for a part of a page, as htmx does.
    """
    headers = {"Authorization": f"Bearer {actor.key}"} if actor.key else {}
    client = Client(headers=headers | ({"HX-Request": "true"} if part else {}))
    client.handler = handler(csrf)
    for name, morsel in actor.cookies.items():
        client.cookies[name] = morsel.value
    return client


def call(
    row: Row,
    method: str,
    actor: Actor,
    side: Side,
    *,
    csrf: bool = False,
    part: bool = False,
    instead: Mapping[str, Any] | None = None,
    look: Callable[[], object] = bool,
) -> Answer:
    """The answer to one call with that side's objects; nothing of it stays.

    instead: values that stand in the query or body in place of the row's own. look: done
    before what the call wrote is taken back.
    """
    sent = values(row.sent(method), side) | dict(instead or {})
    with transaction.atomic():
        answer = send(method, row.address(side), sent, client_of(actor, csrf=csrf, part=part))
        look()
        transaction.set_rollback(True)
    TALLY["calls"] += 1
    TALLY[f"{row.name} {method}"] += 1
    return answer


def send(method: str, address: str, sent: Mapping[str, Any], client: Client) -> Answer:
    """The answer to one call. A crash is an answer too; nothing is undone but a crash."""
    take = getattr(client, method.lower())
    try:
        with transaction.atomic():
            if address.startswith(API) and method in ("POST", "PUT"):
                response = take(address, json.dumps(sent), content_type="application/json")
            else:
                response = take(address, sent) if method in SENT else take(address)
            whole = response.getvalue()
    except Exception:  # noqa: BLE001 (a crash is an answer that fails the walk)
        return Answer(500, raised=traceback.format_exc(limit=-4))
    return Answer(
        status=response.status_code,
        location=response.headers.get("Location", ""),
        body=f"{response.headers}{response.cookies}{whole.decode(errors='replace')}",
        empty=not whole,
    )


def complaint(row: Row, method: str, actor: Actor, answer: Answer, *, own: bool = False) -> str:
    """What is wrong with the answer, or nothing. own: the objects were the actor's own side's."""
    if answer.status >= 500:
        return f"crashed ({answer.status}) {answer.raised}"
    if row.special in SPECIAL:
        return SPECIAL[row.special](answer)
    if row.off or method not in row.through:
        return _unlisted(method, actor, answer)
    if actor.role not in row.through[method]:
        return _refused(row, actor, answer)
    if actor.side == BESIDE and (row.whole or not (own or row.open_beside(method))):
        return _refused(row, actor, answer)
    return _allowed(row, actor, answer)


def _refused(row: Row, actor: Actor, answer: Answer) -> str:
    if actor.side == ANONYMOUS and row.special == "api":
        return "" if answer.status == 401 else f"got {answer.status}, not 401"
    if actor.side == ANONYMOUS and answer.to_sign_in:
        return ""
    return "" if answer.status in (403, 404) else f"got {answer.status}, not 403 or 404"


def _allowed(row: Row, actor: Actor, answer: Answer) -> str:
    if actor.side == FOREIGN and row.has_object and row.special != OPEN:
        return "" if answer.status == 404 else f"got {answer.status}, not 404"
    return "" if answer.through else f"was refused with {answer.status} {answer.location}"


def _unlisted(method: str, actor: Actor, answer: Answer) -> str:
    if actor.side == ANONYMOUS and (answer.to_sign_in or answer.status == 401):
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


def no_key(answer: Answer) -> str:
    """What is wrong with the API's answer to a browser's session, or nothing."""
    shut = answer.status in (401, 405)
    return "" if shut else f"got {answer.status}, not 401: a session is no key"


def forbidden(actor: Actor, world: World) -> list[str]:
    """Every string that must never reach the actor."""
    sides = (world.home, world.beside, world.foreign)
    secrets = [side.mark(SECRET) for side in sides]
    if actor.side == ANONYMOUS:
        return secrets + [side.canary for side in sides]
    if actor.side == FOREIGN:
        return [*secrets, world.home.canary, world.beside.canary]
    hidden = [*secrets, world.foreign.canary]
    if actor.side == BESIDE:
        hidden += [world.home.mark(word) for word in (UNIT, MESSAGE, EVIDENCE)]
    if actor.role not in READS_MESSAGES:
        hidden.append(world.home.mark(MESSAGE))
    if actor.role not in SEES_EVIDENCE:
        hidden.append(world.home.mark(EVIDENCE))
    if actor.role not in KEEPS or actor.side == BESIDE:
        hidden.append(world.home.mark(PERSON))
    return hidden


def personal(world: World) -> list[str]:
    """What a page for everybody shows nobody: classes of texts, and names of people."""
    sides = (world.home, world.beside, world.foreign)
    marks = [
        side.mark(word) for side in sides for word in (UNIT, MESSAGE, EVIDENCE, PERSON, SECRET)
    ]
    names = {
        name
        for side in sides
        for one in side.people.values()
        for name in (one.family_name, one.email)
    }
    return [*marks, *names]


def leak(actor: Actor, world: World, answer: Answer, *, open_to_all: bool = False) -> str:
    """The canary that the actor should never see, or nothing. open_to_all: a public page, where
    no municipality's own words are hidden but every person is."""
    never = personal(world) if open_to_all else forbidden(actor, world)
    seen = [canary for canary in never if canary in answer.body]
    return f"saw {seen}" if seen else ""
