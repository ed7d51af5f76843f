"""Places outside the house that keep what the log said of itself.

Whoever holds the database and the key can write a log anew from its first entry; only a
statement that lies with somebody else shows that it was done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Statement:
    """A signed checkpoint. origin: the log's name; size: how many entries; note: the text."""

    origin: str
    size: int
    note: str


class Witness(Protocol):
    """One place. name: short and stable; every: least time between two statements of a log."""

    name: str
    every: timedelta

    def keep(self, statement: Statement) -> bytes:
        """Hand the statement over; what came back as proof, or nothing.

        Twice does no harm. Raises Refused or Unreachable.
        """


_witnesses: dict[str, Witness] = {}


def use_witnesses(chosen: Iterable[Witness]) -> None:
    """These, and no others, are asked from now on."""
    found = {each.name: each for each in chosen}
    _witnesses.clear()
    _witnesses.update(found)


def witnesses() -> tuple[Witness, ...]:
    """Those that this installation names; empty when nothing leaves the house."""
    return tuple(_witnesses.values())
