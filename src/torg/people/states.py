"""Moves of what this room keeps in steps."""

from enum import StrEnum

from torg.kernel.moves import check_move


class ImportState(StrEnum):
    """A file with the organisation: looked through, then carried out or put aside."""

    CHECKED = "checked"
    APPLIED = "applied"
    DROPPED = "dropped"


IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.CHECKED: frozenset({ImportState.APPLIED, ImportState.DROPPED}),
    ImportState.APPLIED: frozenset(),
    ImportState.DROPPED: frozenset(),
}


def move_import(current: ImportState, to: ImportState) -> ImportState:
    """The new state. Raises ForbiddenMove."""
    return check_move(IMPORT_MOVES, current, to)
