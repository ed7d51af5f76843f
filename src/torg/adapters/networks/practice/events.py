"""An event as the practice network sends it, to the port's Event."""

import json
from collections.abc import Mapping

from torg.adapters.networks.practice.stamps import moment
from torg.ports.network import Author, Event, EventKind, EventVerb


def event_of(item: object, base_url: str) -> Event:
    """Raises KeyError, TypeError or ValueError for another form."""
    if not isinstance(item, Mapping) or not isinstance(item["author"], Mapping):
        raise TypeError("event is no object")
    base = base_url.rstrip("/")
    author = item["author"]
    if not item["object"] or not item["version"]:
        raise ValueError("event without id")
    return Event(
        kind=EventKind(str(item["kind"])),
        verb=EventVerb(str(item["verb"])),
        network_id=str(item["object"]),
        version=str(item["version"]),
        root_id=str(item["root"]),
        parent_id=str(item["parent"]),
        author=Author(str(author["id"]), str(author["handle"]), str(author["name"])),
        text=str(item["text"]),
        made_available_at=moment(str(item["at"])),
        url=f"{base}/{item['path']}",
        images=tuple(f"{base}/{path}" for path in item["images"]),
        raw=json.dumps(item, ensure_ascii=False).encode("utf-8", "backslashreplace"),
    )
