"""The JSON API for accounts, as a social network would offer it."""

import time

from werkzeug.wrappers import Request, Response

from torg.adapters.networks.practice import accounts, acts, sabotage, stream
from torg.adapters.networks.practice.accounts import Account
from torg.adapters.networks.practice.answers import answered, body_of
from torg.adapters.networks.practice.calls import ACCEPTED
from torg.adapters.networks.practice.faults import Plan
from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.site import Site
from torg.adapters.networks.practice.stamps import stamp
from torg.adapters.networks.practice.styles import STYLES
from torg.ports.network import ActKind

EVENTS = 100


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


def account(site: Site, request: Request) -> Response:
    """GET api/account?id=&handle=: what everybody sees of an account, and who has the name."""
    plan = site.faults.draw("account")
    _note(site, "account", "", plan)
    if (early := sabotage.before(plan, request)) is not None:
        return early
    found = accounts.known(site.store, "id", request.args.get("id", ""))
    named = accounts.known(site.store, "handle", request.args.get("handle", "").lower())
    told: dict[str, object] = {"account": None, "holder": named.id if named else ""}
    if found is not None:
        told["account"] = {
            "id": found.id,
            "handle": found.handle,
            "name": found.name,
            "path": found.path,
            "marked": found.marked,
        }
    return sabotage.after(plan, request, told)


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
    key = request.headers.get("Idempotency-Key", "")
    plan, arrived = site.faults.draw(kind), site.clock()
    _note(site, kind, key, plan)
    if (early := sabotage.before(plan, request)) is not None:
        return early
    if site.store.settings.processing:
        time.sleep(site.store.settings.processing)
    found = acts.perform(site.store, account, verb, body_of(request), key=key, now=site.clock())
    site.callers.note(site.clock(), kind=ACCEPTED, key=key, arrived=stamp(arrived))
    return sabotage.after(plan, request, found, 201)


def acts_since(site: Site, request: Request) -> Response:
    """GET api/acts?since=&after=: what the account itself has done."""
    account = _caller(site, request)
    after = request.args.get("after", 0, type=int)
    start = request.args.get("since", "")
    plan = site.faults.draw("look")
    _note(site, "look", "", plan)
    if (early := sabotage.before(plan, request)) is not None:
        return early
    found = acts.since(site.store, account, start, after, site.clock())
    return sabotage.after(plan, request, found)


def act_by_key(site: Site, request: Request, key: str) -> Response:
    """GET api/acts/by-key/<key>: the answer that an act got."""
    account = _caller(site, request)
    plan = site.faults.draw("look")
    _note(site, "look", key, plan)
    if (early := sabotage.before(plan, request)) is not None:
        return early
    return sabotage.after(plan, request, acts.by_key(site.store, account, key, site.clock()))


def events(site: Site, request: Request) -> Response:
    """GET api/events?cursor=: what the account was told."""
    account = _caller(site, request)
    cursor = request.args.get("cursor", "")
    plan = site.faults.draw("fetch")
    _note(site, "fetch", cursor, plan)
    if (early := sabotage.before(plan, request)) is not None:
        return early
    return sabotage.after(plan, request, stream.page(site.store, account, cursor, EVENTS))


def webhook(site: Site, request: Request) -> Response:
    """PUT api/webhook {url, secret}: where deliveries go; an empty url ends them."""
    account = _caller(site, request)
    body = body_of(request)
    url = str(body.get("url", ""))
    accounts.subscribe(site.store, account.id, url=url, secret=str(body.get("secret", "")))
    return answered({"ok": True, "url": url})


def _note(site: Site, kind: str, key: str, plan: Plan | None) -> None:
    fault, seconds = (plan.fault.value, plan.seconds) if plan is not None else ("", 0.0)
    site.callers.note(site.clock(), kind=kind, key=key, fault=fault, seconds=seconds)
