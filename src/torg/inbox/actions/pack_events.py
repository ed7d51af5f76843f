"""Events as JSON and back, so that a polled page can be stored before it is read."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from torg.kernel.canonical import dumps, instant, storable
from torg.ports.network import Author, Event, EventKind, EventVerb


def storable_event(event: Event) -> Event:
    """The event with every text fit for every database. Raises NotCanonical without a zone."""
    instant(event.made_available_at)
    author = event.author
    whole = "\x1f".join((
        event.network_id, event.version, event.root_id, event.root_version, event.parent_id,
        author.id, author.handle, author.name, event.text, event.url, *event.images,
    ))  # fmt: skip
    # Nearly every event is fit: one look at all its texts, and it stays the same object.
    return event if storable(whole) is whole else _mended(event)


def _mended(event: Event) -> Event:
    return replace(
        event,
        network_id=storable(event.network_id),
        version=storable(event.version),
        root_id=storable(event.root_id),
        root_version=storable(event.root_version),
        parent_id=storable(event.parent_id),
        author=Author(
            storable(event.author.id), storable(event.author.handle), storable(event.author.name)
        ),
        text=storable(event.text),
        url=storable(event.url),
        images=tuple(storable(address) for address in event.images),
    )


def pack_event(event: Event) -> dict[str, Any]:
    """The event as plain JSON values, fit for every database."""
    fit = storable_event(event)
    author = fit.author
    return {
        "kind": fit.kind.value,
        "verb": fit.verb.value,
        "network_id": fit.network_id,
        "version": fit.version,
        "root_id": fit.root_id,
        "root_version": fit.root_version,
        "parent_id": fit.parent_id,
        "author": {"id": author.id, "handle": author.handle, "name": author.name},
        "text": fit.text,
        "at": instant(fit.made_available_at),
        "url": fit.url,
        "images": list(fit.images),
        "raw": b64encode(fit.raw).decode("ascii"),
    }


def unpack_event(packed: Mapping[str, Any]) -> Event:
    """What pack_event wrote. Raises KeyError or ValueError for anything else."""
    return Event(
        kind=EventKind(packed["kind"]),
        verb=EventVerb(packed["verb"]),
        network_id=packed["network_id"],
        version=packed["version"],
        root_id=packed["root_id"],
        root_version=packed["root_version"],
        parent_id=packed["parent_id"],
        author=Author(**packed["author"]),
        text=packed["text"],
        made_available_at=datetime.fromisoformat(packed["at"]),
        url=packed["url"],
        images=tuple(packed["images"]),
        raw=b64decode(packed["raw"]),
    )


def pack_page(events: Iterable[Event]) -> bytes:
    """One polled page as bytes."""
    return dumps([pack_event(event) for event in events])


def unpack_page(body: bytes) -> tuple[Event, ...]:
    """What pack_page wrote. Raises KeyError or ValueError for anything else."""
    return tuple(unpack_event(packed) for packed in json.loads(body))
