"""The JSON API for accounts, as a social network would offer it."""

import json
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress

from werkzeug.wrappers import Request, Response

from torg.adapters.networks.practice import accounts, acts
from torg.adapters.networks.practice.accounts import Account
from torg.adapters.networks.practice.faults import Fault, Plan
from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.site import Site
from torg.adapters.networks.practice.styles import STYLES
from torg.ports.network import ActKind

EVENTS = 100


def answered(found: Mapping[str, object], status: int = 200) -> Response:
    """A JSON answer."""
    text = json.dumps(found, ensure_ascii=False)
    return Response(
        text, status, mimetype="application/json", headers={"Cache-Control": "no-store"}
    )


def refused(no: No) -> Response:
    """The error object of a refusal."""
    return answered({"error": {"code": no.code, "message": no.message}}, no.status)


def body_of(request: Request) -> Mapping[str, object]:
    """The request's JSON object. Raises No(400)."""
    try:
        found = json.loads(request.get_data())
    except (ValueError, RecursionError) as problem:
        raise No(400, "request-broken", "Anropet är inte JSON.") from problem
    if not isinstance(found, dict):
        raise No(400, "request-broken", "Anropet har fel form.")
    return found


def _caller(site: Site, request: Request) -> Account:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise No(401, "token-missing", "Behörighet saknas.")
    return accounts.by_token(site.store, token.strip())


def me(site: Site, request: Request) -> Response:
    """GET api/me: whose token this is."""
    account = _caller(site, request)
    return answered(
        {
            "id": account.id,
            "handle": account.handle,
            "name": account.name,
            "style": account.style,
            "path": account.path,
        }
    )


def limits(site: Site, request: Request) -> Response:
    """GET api/limits: what one post may hold."""
    return answered(STYLES[_caller(site, request).style].as_limits())


def act(site: Site, request: Request, kind: str) -> Response:
    """POST api/acts/<kind>: do it, with the fault that a drill planted, if any."""
    account = _caller(site, request)
    try:
        verb = ActKind(kind)
    except ValueError as problem:
        raise No(404, "unknown-act", "Nätverket har ingen sådan handling.") from problem
    plan = site.faults.draw(kind)
    if plan is not None and (early := _before(plan, request)) is not None:
        return early
    key = request.headers.get("Idempotency-Key", "")
    found = acts.perform(site.store, account, verb, body_of(request), key=key, now=site.clock())
    return _after(plan, request, found) if plan is not None else answered(found, 201)


def acts_since(site: Site, request: Request) -> Response:
    """GET api/acts?since=&after=: what the account itself has done."""
    account = _caller(site, request)
    after = request.args.get("after", 0, type=int)
    start = request.args.get("since", "")
    return answered(acts.since(site.store, account, start, after, site.clock()))


def act_by_key(site: Site, request: Request, key: str) -> Response:
    """GET api/acts/by-key/<key>: the answer that an act got."""
    return answered(acts.by_key(site.store, _caller(site, request), key, site.clock()))


def events(site: Site, request: Request) -> Response:
    """GET api/events?cursor=: what the account was told."""
    account = _caller(site, request)
    return answered(acts.events(site.store, account, request.args.get("cursor", ""), EVENTS))


def webhook(site: Site, request: Request) -> Response:
    """PUT api/webhook {url, secret}: where deliveries go; an empty url ends them."""
    account = _caller(site, request)
    body = body_of(request)
    accounts.subscribe(
        site.store, account.id, url=str(body.get("url", "")), secret=str(body.get("secret", ""))
    )
    return answered({"ok": True})


def _before(plan: Plan, request: Request) -> Response | None:
    if plan.fault is Fault.DELAY_BEFORE_ACCEPT:
        time.sleep(plan.seconds)
    if plan.fault is Fault.RESET_BEFORE_ACCEPT:
        return _cut(request, b"")
    if plan.fault is Fault.STATUS_500_BEFORE_ACCEPT:
        return Response("Internal Server Error", 500)
    if plan.fault is Fault.STATUS_429:
        answer = refused(No(429, "too-many", "För många anrop just nu."))
        if plan.seconds:
            answer.headers["Retry-After"] = str(int(plan.seconds))
        return answer
    return None


def _after(plan: Plan, request: Request, found: dict[str, object]) -> Response:
    if plan.fault is Fault.DELAY_AFTER_ACCEPT:
        time.sleep(plan.seconds)
    if plan.fault is Fault.RESET_AFTER_ACCEPT:
        return _cut(request, b"")
    if plan.fault is Fault.TRUNCATED_AFTER_ACCEPT:
        return _cut(request, json.dumps(found).encode()[:20])
    if plan.fault is Fault.STATUS_500_AFTER_ACCEPT:
        return Response("Internal Server Error", 500)
    if plan.fault is Fault.HTML_AFTER_ACCEPT:
        return Response("<html><body>OK</body></html>", 200, mimetype="text/html")
    if plan.fault is Fault.NO_ID_AFTER_ACCEPT:
        return answered({}, 200)
    return answered(found, 201)


def _cut(request: Request, part: bytes) -> Response:
    """Break the connection: by RST where the server shows its socket, else mid-body."""
    peer: socket.socket | None = request.environ.get("werkzeug.socket")

    def torn() -> Iterator[bytes]:
        yield part
        if peer is not None:
            with suppress(OSError):
                if not part:
                    linger = struct.pack("ii", 1, 0)
                    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                peer.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError("planted fault")

    return Response(torn(), 200, mimetype="application/json", headers={"Content-Length": "9999"})
