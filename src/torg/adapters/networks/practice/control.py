"""The drills' own door: faults, accounts, residents' acts. Closed unless started with control."""

from collections.abc import Callable, Mapping

from werkzeug.wrappers import Request, Response

from torg.adapters.networks.practice import accounts, fates, stream, visits
from torg.adapters.networks.practice.answers import answered, body_of
from torg.adapters.networks.practice.faults import plans_of
from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.settings import changed
from torg.adapters.networks.practice.site import Site
from torg.adapters.networks.practice.store import Store
from torg.adapters.networks.practice.storm import Storm, rage
from torg.adapters.networks.practice.things import Thing
from torg.adapters.networks.practice.webhooks import deliver_due

Said = Mapping[str, object]


def _open(site: Site) -> None:
    if not site.store.settings.control:
        raise No(404, "closed", "Sidan finns inte.")


def faults(site: Site, request: Request) -> Response:
    """PUT api/control/faults {"seed": 7, "faults": [...]}: replace the planted faults."""
    _open(site)
    body = body_of(request)
    seed = body.get("seed")
    plans = plans_of(body.get("faults", []))
    site.faults.plant(plans, seed if isinstance(seed, int) else None)
    return answered({"planted": len(plans)})


def settings(site: Site, request: Request) -> Response:
    """PUT api/control/settings {"visibility_lag": 0.5, ...}: change some of `Settings`."""
    _open(site)
    site.store.settings = changed(site.store.settings, body_of(request))
    return answered({"ok": True})


def cursors(site: Site, request: Request) -> Response:
    """POST api/control/cursors {"how": "refuse" | "restart"}: reset what polling stands on."""
    _open(site)
    how = RESETS.get(str(body_of(request).get("how", "")))
    if how is None:
        raise No(400, "unknown-reset", "Okänd nollställning.")
    how(site.store)
    return answered({"ok": True})


def storm(site: Site, request: Request) -> Response:
    """POST api/control/storm {handle, events, edited?, deleted?, seed?}: many events at once."""
    _open(site)
    body = body_of(request)
    try:
        asked = Storm(**body)  # type: ignore[arg-type]
        done = rage(site, asked)
    except (TypeError, ValueError) as problem:
        raise No(400, "storm-broken", "Begäran går inte att läsa.") from problem
    return answered(dict(done), 201)


def deliver(site: Site, request: Request) -> Response:
    """POST api/control/deliver {}: one round of deliveries; how many arrived and how many wait.

    For drills that want the same order each time, with an instance started by hand.
    """
    _open(site)
    del request
    arrived = deliver_due(site.store, site.clock(), callers=site.callers)
    waiting = site.store.reading().execute("SELECT count(*) FROM delivery WHERE done_at IS NULL")
    return answered({"arrived": arrived, "waiting": waiting.fetchone()[0]})


def told(site: Site, request: Request) -> Response:
    """GET api/control/told?account=: every (object, version) that the account was told of."""
    _open(site)
    rows = site.store.reading().execute(
        "SELECT thing_id, version, kind FROM event WHERE account_id = ? ORDER BY seq",
        (request.args.get("account", ""),),
    )
    return answered({"told": [list(row) for row in rows]})


def account(site: Site, request: Request) -> Response:
    """POST api/control/accounts {handle, name, style, token?}: open a channel's account."""
    _open(site)
    body = body_of(request)
    opened, token = accounts.open_account(
        site.store,
        handle=str(body.get("handle", "")),
        name=str(body.get("name", "")),
        style=str(body.get("style", "")),
        token=str(body.get("token", "")),
        now=site.clock(),
    )
    return answered({"id": opened.id, "handle": opened.handle, "token": token}, 201)


def revoke(site: Site, request: Request) -> Response:
    """POST api/control/revoke {account}: end its token."""
    _open(site)
    accounts.revoke(site.store, str(body_of(request).get("account", "")), site.clock())
    return answered({"ok": True})


def fate(site: Site, request: Request) -> Response:
    """POST api/control/fate {account, how, handle?}: what befalls an account (fates.FATES)."""
    _open(site)
    body = body_of(request)
    befall = fates.FATES.get(str(body.get("how", "")))
    if befall is None:
        raise No(400, "unknown-fate", "Okänd händelse.")
    befall(site.store, str(body.get("account", "")), str(body.get("handle", "")), site.clock())
    return answered({"ok": True})


def resident(site: Site, request: Request) -> Response:
    """POST api/control/resident {name, verb, object?, handle?, text?}: act as a resident."""
    _open(site)
    body = body_of(request)
    verb = DEEDS.get(str(body.get("verb", "")))
    if verb is None:
        raise No(400, "unknown-verb", "Okänd handling.")
    now = site.clock()
    who = accounts.open_resident(site.store, name=str(body.get("name", "")), now=now)
    made = verb(site, who, body)
    return answered({"id": made.id, "author": who.id, "handle": who.handle}, 201)


def _object(body: Said) -> str:
    return str(body.get("object", ""))


def _text(body: Said) -> str:
    return str(body.get("text", ""))


def _page(site: Site, body: Said) -> accounts.Account:
    return accounts.by_handle(site.store, str(body.get("handle", "")))


DEEDS: dict[str, Callable[[Site, accounts.Account, Said], Thing]] = {
    "comment": lambda site, who, body: visits.comment(
        site.store, who, _object(body), _text(body), site.clock()
    ),
    "write": lambda site, who, body: visits.write(site.store, who, _text(body), site.clock()),
    "visitor_post": lambda site, who, body: visits.write(
        site.store, who, _text(body), site.clock(), _page(site, body)
    ),
    "message": lambda site, who, body: visits.ask(
        site.store, who, _page(site, body), _text(body), site.clock()
    ),
    "like": lambda site, who, body: visits.mark(
        site.store, who, _object(body), "like", site.clock()
    ),
    "repost": lambda site, who, body: visits.mark(
        site.store, who, _object(body), "repost", site.clock()
    ),
    "edit": lambda site, who, body: visits.change(
        site.store, who, _object(body), _text(body), site.clock()
    ),
    "delete": lambda site, who, body: visits.regret(site.store, who, _object(body), site.clock()),
}

RESETS: dict[str, Callable[[Store], None]] = {
    "refuse": stream.refuse_old_cursors,
    "restart": stream.count_anew,
}
