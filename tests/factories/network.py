"""A network double that residents write on: what it tells is laid out by the test."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.factories.delivery import ScriptedNetwork

from torg.ports.errors import CURSOR_GONE, Mender, OutsideError, Refused
from torg.ports.network import Author, Batch, Connection, Event, EventKind, EventVerb
from torg.ports.registry import register

WHEN = datetime(2026, 9, 8, 7, 30, tzinfo=UTC)
ANNA = Author("anna-1", "@anna", "Anna Karlsson")
CAT = Author("katt-1", "@kattmamman87", "kattmamman87")


def make_event(
    network_id: str = "c1",
    *,
    text: str = "När öppnar badhuset?",
    kind: EventKind = EventKind.COMMENT,
    verb: EventVerb = EventVerb.CREATED,
    version: str = "1",
    root: str = "post-1",
    parent: str = "post-1",
    author: Author = ANNA,
    at: datetime = WHEN,
    minutes: int = 0,
) -> Event:
    """A comment by Anna under post-1, unless something else is said."""
    return Event(
        kind=kind,
        verb=verb,
        network_id=network_id,
        version=version,
        root_id=root,
        parent_id=parent,
        author=author,
        text=text,
        made_available_at=at + timedelta(minutes=minutes),
        url=f"http://127.0.0.1:9/{network_id}",
        raw=text.encode("utf-8", "replace"),
    )


def body_of(*events: Event) -> bytes:
    """A webhook's bytes, in this double's own form."""
    rows = [
        {
            "kind": event.kind,
            "verb": event.verb,
            "id": event.network_id,
            "version": event.version,
            "root": event.root_id,
            "parent": event.parent_id,
            "author": [event.author.id, event.author.handle, event.author.name],
            "text": event.text,
            "at": event.made_available_at.isoformat(),
        }
        for event in events
    ]
    return json.dumps(rows, ensure_ascii=False).encode()


def sign(body: bytes, secret: str = "kroknyckel") -> dict[str, str]:
    """The header that makes a delivery genuine."""
    return {"x-signature": hmac.new(secret.encode(), body, "sha256").hexdigest()}


@dataclass
class TalkingNetwork(ScriptedNetwork):
    """`told` is everything that ever happened; fetch pages through it by position.

    era: stands before each position; a cursor of another era is refused.
    """

    told: list[Event] = field(default_factory=list)
    page: int = 3
    era: str = ""
    down: OutsideError | None = None
    fetches: list[str] = field(default_factory=list)

    def fetch(self, connection: Connection, cursor: str) -> Batch:
        """The next page after the position, or the error laid out."""
        self.fetches.append(cursor)
        if self.down is not None:
            raise self.down
        if cursor and not cursor.startswith(self.era):
            raise Refused(CURSOR_GONE, cause="Markören är borta.", mender=Mender.NETWORK)
        start = int(cursor.removeprefix(self.era) or 0)
        events = tuple(self.told[start : start + self.page])
        end = start + len(events)
        return Batch(events, f"{self.era}{end}", more=end < len(self.told))

    def signature_ok(self, connection: Connection, headers: Mapping[str, str], body: bytes) -> bool:
        """HMAC-SHA-256 over the raw bytes with the channel's own secret."""
        wanted = sign(body, connection.webhook_secret)["x-signature"]
        return hmac.compare_digest(headers.get("x-signature", ""), wanted)

    def parse(self, connection: Connection, body: bytes) -> tuple[Event, ...]:
        """What body_of wrote. Raises Refused for anything else."""
        try:
            return tuple(_event(row) for row in json.loads(body))
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(
                "broken", cause="Leveransen går inte att läsa.", mender=Mender.NETWORK
            ) from error


def wire_talking(told: Sequence[Event] = ()) -> TalkingNetwork:
    """A fresh double, registered as "scripted" (what make_channel connects to)."""
    network = TalkingNetwork(told=list(told))
    register("scripted", network)
    return network


def _event(row: Mapping[str, object]) -> Event:
    author = row["author"]
    assert isinstance(author, list)
    return Event(
        kind=EventKind(str(row["kind"])),
        verb=EventVerb(str(row["verb"])),
        network_id=str(row["id"]),
        version=str(row["version"]),
        root_id=str(row["root"]),
        parent_id=str(row["parent"]),
        author=Author(*author),
        text=str(row["text"]),
        made_available_at=datetime.fromisoformat(str(row["at"])),
    )
