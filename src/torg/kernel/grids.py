"""A table as it comes out of a file: cells by place, those that are links with their address."""

from dataclasses import dataclass, field
from enum import StrEnum

LARGEST = 5_000_000
LARGEST_INSIDE = 40_000_000
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 1_000, 60, 2_000
# A row may tell of several accounts, and each becomes a row of its own.
MOST_ACCOUNTS = 5_000
# Cells that are written by merged ones; the same may be written many times over.
MOST_FILLED = 4 * MOST_ROWS * MOST_COLUMNS
LINK = " (länk)"
Rows = list[list[str]]


class Fault(StrEnum):
    """Why a file cannot be read."""

    LARGE = "large"
    EMPTY = "empty"
    MACROS = "macros"
    LOCKED = "locked"
    OLD = "old"
    STRANGE = "strange"
    DAMAGED = "damaged"
    MANY = "many"


class CannotRead(Exception):
    """The file is not a table that is read here; fault says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(slots=True)
class Grid:
    """Cells by row and column, with the addresses of those with links, a space between."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    links: dict[tuple[int, int], str] = field(default_factory=dict)

    def rows(self) -> Rows:
        """As rows of the same length; linked columns have one beside."""
        if not self.cells:
            return []
        high, wide = max(row for row, _at in self.cells), max(at for _row, at in self.cells)
        linked = sorted({at for _row, at in self.links})
        plain_rows: Rows = []
        for row in range(high + 1):
            plain = [self.cells.get((row, at), "") for at in range(wide + 1)]
            plain_rows.append(plain)
        found = [
            plain + [self.links.get((row, at), "") for at in linked]
            for row, plain in enumerate(plain_rows)
        ]
        top = found[head_of(plain_rows)]
        for at, column in enumerate(linked, wide + 1):
            top[at] = top[column] + LINK
        return found


def head_of(rows: Rows) -> int:
    """Which row is the heading: the first of the top ten with the most different cells."""
    sizes = [len({cell for cell in row if cell}) for row in rows[:10]]
    return sizes.index(max(sizes)) if sizes else 0
