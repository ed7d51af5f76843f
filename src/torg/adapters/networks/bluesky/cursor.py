"""What a poll remembers: every event of a time window by name, and where the window begins.

Bluesky orders notifications by the time that their author claims, so a late one appears
below newer ones that we have seen. A plain high-water mark would lose it. Hence the mark
keeps the window's events by name and the next poll reads the window again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from torg.adapters.networks.bluesky.addresses import POST
from torg.ports.errors import Mender, Refused
from torg.ports.network import EventKind

WINDOW = timedelta(hours=48)
KEEP = 200
FORM = "1"
CID_TAIL = 12


@dataclass(frozen=True, slots=True)
class Held:
    """One event that was handed over.

    at: Unix milliseconds. cid: the end of its edition. kind and root: as its event had them,
    since a deleted post can tell neither.
    """

    at: int
    cid: str
    kind: EventKind
    root: str

    @property
    def moment(self) -> datetime:
        """Its time."""
        return datetime.fromtimestamp(self.at / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Mark:
    """floor: where the window begins, in Unix milliseconds. turn: polls so far."""

    floor: int = 0
    turn: int = 0
    held: Mapping[str, Held] = field(default_factory=dict)

    def written(self) -> str:
        """The mark as the port's cursor."""
        rows = [
            [_short(uri), one.at, one.cid, one.kind, "" if one.root == uri else _short(one.root)]
            for uri, one in self.held.items()
        ]
        return json.dumps([FORM, self.floor, self.turn, rows], separators=(",", ":"))

    def moved(self, held: Mapping[str, Held]) -> "Mark":
        """The mark after a poll: the window follows the newest event that was handed over.

        It shrinks when it holds more than KEEP events; events of one instant stay together.
        """
        times = sorted((one.at for one in held.values()), reverse=True)
        floor = self.floor
        if times:
            floor = max(floor, times[0] - WINDOW // timedelta(milliseconds=1))
        if len(times) > KEEP:
            floor = max(floor, times[KEEP - 1])
        kept = {uri: one for uri, one in held.items() if one.at >= floor}
        return Mark(floor, self.turn + 1, kept)

    def some(self, uris: list[str], most: int) -> list[str]:
        """At most so many of them, others at each turn."""
        if len(uris) <= most:
            return uris
        start = self.turn * most % len(uris)
        return list(islice(uris + uris, start, start + most))


def read(cursor: str) -> Mark:
    """The mark of an earlier poll. Raises Refused for text that we did not write."""
    if not cursor:
        return Mark()
    try:
        form, floor, turn, rows = json.loads(cursor)
        if form != FORM:
            raise ValueError("unknown form")
        held = {
            _long(uri): Held(int(at), str(cid), EventKind(kind), _long(root or uri))
            for uri, at, cid, kind, root in rows
        }
        return Mark(int(floor), int(turn), held)
    except (ValueError, TypeError, OverflowError, RecursionError) as problem:
        cause = "Läsmärket för kanalens inkorg är skadat; läsningen måste börja om från början."
        raise Refused("bad-cursor", cause=cause, mender=Mender.OPERATOR) from problem


def millis(stamp: str) -> int:
    """Unix milliseconds of a server's time stamp. Raises ValueError."""
    return int(moment(stamp).timestamp() * 1000)


def moment(stamp: str) -> datetime:
    """A server's time stamp, aware. Raises ValueError."""
    found = datetime.fromisoformat(stamp)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _short(uri: str) -> str:
    return uri.removeprefix("at://").replace(f"/{POST}/", " ")


def _long(short: str) -> str:
    return f"at://{short}".replace(" ", f"/{POST}/")
