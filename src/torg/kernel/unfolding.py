"""One row for each account, where a table has several in a row: a column for each network, or
more than one address in a cell.
"""

import re

from torg.kernel.addresses import Kind, read
from torg.kernel.grids import LINK, Rows, head_of
from torg.kernel.networks import NAMES

# Which row of the file a row is, where they no longer are the same.
ROW = "Rad i filen"
NETWORK, ADDRESS, HANDLE = "Nätverk", "Adress", "Kontonamn"
_NONE = frozenset({"", "nej", "-", "–", "—", "saknas", "ej", "0"})
_THERE = frozenset({"ja", "x", "✓", "1"})
_CALLED = {
    **{name.casefold(): key for key, name in NAMES.items() if key != "x"},
    "twitter": "x", "x (twitter)": "x", "x/twitter": "x", "twitter/x": "x", "twitter (x)": "x",
    "x (tidigare twitter)": "x",
}  # fmt: skip


def unfolded(rows: Rows) -> Rows:
    """The table with one account in each row, and ROW as its last column; else the table itself."""
    if not rows:
        return rows
    top = head_of(rows)
    wide = _networks(rows[top])
    numbered = [[*row, ROW if at == top else str(at + 1)] for at, row in enumerate(rows)]
    told = [one for at, row in enumerate(numbered) for one in _each(row, at - top, wide)]
    return told if len(wide) > 1 or len(told) > len(rows) else rows


def accounts_in(cell: str) -> list[str]:
    """The addresses of accounts in a cell, in their order, each once."""
    words = [word for word in re.split(r"[\s,;|]+", cell) if "/" in word or "www." in word]
    return [one for one in dict.fromkeys(words) if read(one).kind == Kind.ACCOUNT]


def _networks(heads: list[str]) -> dict[int, str]:
    """Column -> network, where a table has a column for each of two or more."""
    plain = [head.casefold().removesuffix(LINK).strip() for head in heads]
    found = {at: _CALLED[head] for at, head in enumerate(plain) if head in _CALLED}
    return found if len(set(found.values())) > 1 else {}


def _each(row: list[str], below: int, wide: dict[int, str]) -> list[list[str]]:
    """The row as it is above the heading; below it, a row for each account."""
    if len(wide) < 2:
        return _parted(row) if below > 0 else [row]
    rest = [cell for at, cell in enumerate(row[:-1]) if at not in wide]
    if below <= 0:
        heads = [NETWORK, ADDRESS, HANDLE] if below == 0 else ["", "", ""]
        return [[*rest, *heads, row[-1]]]
    told = []
    for network in dict.fromkeys(wide.values()):
        cells = [row[at] for at, key in wide.items() if key == network]
        for address, handle in _accounts(cells):
            told.append([*rest, NAMES[network], address, handle, row[-1]])
    return told or [[*rest, "", "", "", row[-1]]]


def _accounts(cells: list[str]) -> list[tuple[str, str]]:
    """(address, "") or ("", name) of what stands in one network's cells of a row."""
    addresses = accounts_in(" ".join(cells))
    if addresses:
        return [(one, "") for one in addresses]
    text = next((cell for cell in cells if cell.casefold() not in _NONE), "")
    if not text:
        return []
    return [("", "" if text.casefold() in _THERE else text)]


def _parted(row: list[str]) -> list[list[str]]:
    """A row for each account of the first cell that has several."""
    found = ((at, accounts_in(cell)) for at, cell in enumerate(row[:-1]))
    at, addresses = next(((at, many) for at, many in found if len(many) > 1), (0, []))
    if not addresses:
        return [row]
    plain = ["" if _names_many(cell) else cell for cell in row]
    return [[*plain[:at], one, *plain[at + 1 :]] for one in addresses]


def _names_many(cell: str) -> bool:
    """Whether a cell names two networks or more: each address tells its own."""
    words = re.split(r"[\s,;/|+&]+|\boch\b", cell.casefold())
    return (
        len({_CALLED[word] for word in words if word in _CALLED}) > 1 or len(accounts_in(cell)) > 1
    )
