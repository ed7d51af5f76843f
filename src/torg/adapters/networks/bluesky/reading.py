"""Polling: what residents wrote to the account, oldest first, without gap and without double."""

from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta

from torg.adapters.networks.bluesky import addresses, cursor, events, fields, threads
from torg.adapters.networks.bluesky.cursor import CID_TAIL, Held, Mark
from torg.adapters.networks.bluesky.events import Notification
from torg.adapters.networks.bluesky.visit import Visit
from torg.ports.network import Batch, Event, EventVerb

PAGE = 100
PAGES = 1000
BATCH = 500
CHECKS = 20
THREADS = 5
POSTS_AT_ONCE = 25

_TICK = timedelta(milliseconds=1)


def fetch(visit: Visit, written: str) -> Batch:
    """The events after the mark. Raises Fault and what the port allows."""
    mark = cursor.read(written)
    listed = _listed(visit, mark.floor)
    _add_deep_answers(visit, mark, listed)
    fresh = sorted(
        (one for one in listed.values() if _news(mark, one)),
        key=lambda one: (_at(one), fields.text(one, "uri")),
    )
    taken, waiting = fresh[:BATCH], fresh[BATCH:]
    gone = _gone(visit, mark, listed)
    held = {uri: one for uri, one in mark.held.items() if uri not in gone}
    made = _events(visit, mark, taken)
    for one, event in zip(taken, made, strict=True):
        held[event.network_id] = Held(_at(one), _tail(one), event.kind, event.root_id)
    made += [events.deletion(visit, uri, mark.held[uri]) for uri in gone]
    return Batch(tuple(made), mark.moved(held).written(), more=bool(waiting))


def _listed(visit: Visit, floor: int) -> dict[str, Notification]:
    """All notifications down to the floor, by address."""
    found: dict[str, Notification] = {}
    for page in _pages(visit, floor):
        for one in page:
            if fields.text(one, "reason") in events.REASONS and _at(one) >= floor:
                found.setdefault(fields.text(one, "uri"), one)
    return found


def _add_deep_answers(visit: Visit, mark: Mark, listed: dict[str, Notification]) -> None:
    """Add what only the threads of ours show, some threads at each poll."""
    own = f"at://{visit.did}/"
    known = {one.root for one in mark.held.values()}
    heard = {
        fields.text(fields.part(one, "record", "reply", "root"), "uri") for one in listed.values()
    }
    roots = sorted(root for root in known | heard if root.startswith(own))
    for one in threads.answers(visit, mark.some(roots, THREADS)):
        if _sound(one) and _at(one) >= mark.floor:
            listed.setdefault(fields.text(one, "uri"), one)


def _pages(visit: Visit, floor: int) -> Iterator[tuple[Notification, ...]]:
    """Newest first, until a page reaches below the floor or the list ends."""
    after = ""
    for _ in range(PAGES):
        where = {"cursor": after} if after else {}
        reply = visit.query(
            "app.bsky.notification.listNotifications",
            limit=str(PAGE),
            reasons=list(events.REASONS),
            priority="false",
            **where,
        )
        page = fields.parts(reply.found, "notifications")
        if any(not _sound(one) for one in page):
            raise reply.unusable("broken-notification")
        yield page
        ends = fields.text(reply.found, "cursor")
        if not ends or any(_at(one) < floor for one in page):
            return
        after = _next(ends, after)
    raise reply.unusable("endless-list")


def _next(ends: str, before: str) -> str:
    """Where the next page starts.

    The server's cursor is the time of the page's last row, and the next page begins strictly
    below it: rows of the same instant would be lost. So we step back by a millisecond,
    unless that was where this page began.
    """
    try:
        moment = cursor.moment(ends)
    except ValueError:
        return ends
    stepped = (moment + _TICK).astimezone(UTC).isoformat(timespec="milliseconds")
    stepped = stepped.replace("+00:00", "Z")
    return ends if stepped == before else stepped


def _news(mark: Mark, one: Notification) -> bool:
    held = mark.held.get(fields.text(one, "uri"))
    return held is None or held.cid != _tail(one)


def _gone(visit: Visit, mark: Mark, listed: dict[str, Notification]) -> list[str]:
    """Events of the window that their authors deleted.

    A post also leaves the list when we hid it or muted its author, so each missing one is
    looked up; only a record that is no more counts.
    """
    missing = [uri for uri in mark.held if uri not in listed]
    gone = []
    for uri in mark.some(missing, CHECKS):
        place = addresses.parse(uri)
        if place is not None and visit.record(place) is None:
            gone.append(uri)
    return gone


def _events(visit: Visit, mark: Mark, taken: list[Notification]) -> list[Event]:
    pictures = _pictures(visit, taken)
    made = []
    for one in taken:
        uri = fields.text(one, "uri")
        verb = EventVerb.EDITED if uri in mark.held else EventVerb.CREATED
        made.append(events.event(visit, one, verb, pictures.get(uri, ())))
    return made


def _pictures(visit: Visit, taken: Iterable[Notification]) -> dict[str, tuple[str, ...]]:
    """Addresses of the images, which only the view of a post tells."""
    uris = [fields.text(one, "uri") for one in taken if events.has_images(one)]
    found: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(uris), POSTS_AT_ONCE):
        reply = visit.query("app.bsky.feed.getPosts", uris=uris[start : start + POSTS_AT_ONCE])
        for post in fields.parts(reply.found, "posts"):
            embed = fields.part(post, "embed")
            shown = fields.parts(embed, "images") or fields.parts(
                fields.part(embed, "media"), "images"
            )
            found[fields.text(post, "uri")] = tuple(fields.text(one, "fullsize") for one in shown)
    return found


def _sound(one: Notification) -> bool:
    try:
        cursor.moment(fields.text(one, "indexedAt"))
    except ValueError:
        return False
    return bool(fields.text(one, "uri") and fields.text(one, "cid"))


def _at(one: Notification) -> int:
    return cursor.millis(fields.text(one, "indexedAt"))


def _tail(one: Notification) -> str:
    return fields.text(one, "cid")[-CID_TAIL:]
