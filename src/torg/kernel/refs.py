"""A pointer to one object of any room, as the ledger and acts store it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """kind: room and aggregate, e.g. "planning.post"; id: its primary key as text."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
