"""Where a round through the register stands."""

from enum import StrEnum

from torg.kernel.moves import check_move


class InventoryState(StrEnum):
    """A round in which every department goes through its channels (V-120)."""

    OPEN = "open"
    CLOSED = "closed"


INVENTORY_MOVES: dict[InventoryState, frozenset[InventoryState]] = {
    InventoryState.OPEN: frozenset({InventoryState.CLOSED}),
    InventoryState.CLOSED: frozenset(),
}


def move_inventory(current: InventoryState, to: InventoryState) -> InventoryState:
    """The round's new state. Raises ForbiddenMove."""
    return check_move(INVENTORY_MOVES, current, to)


class PartState(StrEnum):
    """One department's part of an inventory round."""

    ASKED = "asked"
    ANSWERED = "answered"


PART_MOVES: dict[PartState, frozenset[PartState]] = {
    PartState.ASKED: frozenset({PartState.ANSWERED}),
    PartState.ANSWERED: frozenset(),
}


def move_part(current: PartState, to: PartState) -> PartState:
    """The part's new state. Raises ForbiddenMove."""
    return check_move(PART_MOVES, current, to)
