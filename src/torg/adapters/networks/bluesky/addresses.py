"""Addresses of records: at://did/collection/rkey (atproto.com/specs/at-uri-scheme)."""

import re
from dataclasses import dataclass

POST = "app.bsky.feed.post"

_SHAPE = re.compile(r"at://(did:[a-z]+:[A-Za-z0-9._:%-]+)/([A-Za-z0-9.-]+)/([A-Za-z0-9._:~-]+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies."""

    did: str
    collection: str
    rkey: str

    def __str__(self) -> str:
        return f"at://{self.did}/{self.collection}/{self.rkey}"


def parse(uri: str) -> Place | None:
    """The place that the address names, or None when it names no record."""
    match = _SHAPE.fullmatch(uri)
    return Place(*match.groups()) if match else None
