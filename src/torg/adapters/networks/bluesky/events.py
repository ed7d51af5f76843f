"""Turning one notification into one event."""

import json
from collections.abc import Mapping

from torg.adapters.networks.bluesky import addresses, fields
from torg.adapters.networks.bluesky.cursor import Held, moment
from torg.adapters.networks.bluesky.visit import Visit
from torg.ports.network import Author, Event, EventKind, EventVerb

REASONS = ("reply", "mention", "quote")
KINDS = {
    "reply": EventKind.COMMENT,
    "mention": EventKind.MENTION,
    "quote": EventKind.QUOTE,
}

Notification = Mapping[str, object]


def event(visit: Visit, found: Notification, verb: EventVerb, images: tuple[str, ...]) -> Event:
    """The event of a notification whose `reason` is one of REASONS."""
    uri, cid = fields.text(found, "uri"), fields.text(found, "cid")
    author = fields.part(found, "author")
    root = fields.part(found, "record", "reply", "root")
    parent = fields.text(fields.part(found, "record", "reply", "parent"), "uri")
    kind = _kind(visit, found)
    return Event(
        kind=kind,
        verb=verb,
        network_id=uri,
        version=cid,
        root_id=fields.text(root, "uri") or uri,
        root_version=fields.text(root, "cid") or cid,
        parent_id=fields.text(found, "reasonSubject") if kind is EventKind.QUOTE else parent,
        author=Author(
            id=fields.text(author, "did"),
            handle=fields.text(author, "handle"),
            name=fields.text(author, "displayName"),
        ),
        text=fields.text(fields.part(found, "record"), "text"),
        made_available_at=moment(fields.text(found, "indexedAt")),
        url=visit.page(uri),
        images=images,
        raw=json.dumps(found, ensure_ascii=False, sort_keys=True).encode(
            "utf-8", "backslashreplace"
        ),
    )


def deletion(visit: Visit, uri: str, held: Held) -> Event:
    """The event of a post that its author took away; its words are gone with it.

    Its time is the post's own: the network does not tell when it was deleted.
    """
    place = addresses.parse(uri)
    return Event(
        kind=held.kind,
        verb=EventVerb.DELETED,
        network_id=uri,
        version=f"{held.cid}-deleted",
        root_id=held.root,
        parent_id="",
        author=Author(id=place.did if place else "", handle="", name=""),
        text="",
        made_available_at=held.moment,
        url=visit.page(uri),
    )


def has_images(found: Notification) -> bool:
    """Whether the post carries images, alone or beside a quotation."""
    embed = fields.part(found, "record", "embed")
    media = fields.part(embed, "media")
    return bool(fields.parts(embed, "images") or fields.parts(media, "images"))


def _kind(visit: Visit, found: Notification) -> EventKind:
    """A reply in a thread of ours is a comment, though the network calls it a mention
    or a quotation when it is that as well (one notification per post and recipient)."""
    own = f"at://{visit.did}/"
    for name in ("root", "parent"):
        if fields.text(fields.part(found, "record", "reply", name), "uri").startswith(own):
            return EventKind.COMMENT
    return KINDS[fields.text(found, "reason")]
