"""State moves: one table per aggregate says which are allowed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

State = TypeVar("State", bound=StrEnum)


class ForbiddenMove(ValueError):
    """The move is not in the aggregate's MOVES table."""


def check_move(moves: Mapping[State, frozenset[State]], current: State, to: State) -> State:
    """Return `to` when the table allows the move from `current`; else raise ForbiddenMove."""
    if to not in moves.get(current, frozenset()):
        raise ForbiddenMove(f"{type(current).__name__}: {current} -> {to}")
    return to
