"""A table that somebody brings in a file: CSV, XLSX or a saved web page.

What is read is text and days as they were written; nothing is reckoned, fetched or run. Merged
cells are filled, and a cell that is a link gives its address in a column of its own.
"""

import csv
import io
import re
from html.parser import HTMLParser

from torg.kernel.grids import (
    LARGEST,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    CannotRead,
    Fault,
    Grid,
    Rows,
)
from torg.kernel.workbooks import read_workbook


def read_table(content: bytes) -> Rows:
    """The rows of the file's first table, its heading among them. Raises CannotRead."""
    if len(content) > LARGEST:
        raise CannotRead(Fault.LARGE)
    rows = [[_tidy(cell) for cell in row] for row in _read(content)]
    while rows and not any(rows[-1]):
        rows.pop()
    if sum(map(any, rows)) < 2:
        raise CannotRead(Fault.EMPTY)
    if len(rows) > MOST_ROWS + 20 or len(rows[0]) > MOST_COLUMNS:
        raise CannotRead(Fault.MANY)
    return rows


def _tidy(cell: str) -> str:
    text = " ".join(cell.replace("\0", "").split())[:LONGEST_CELL]
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _read(content: bytes) -> Rows:
    if content.startswith(b"PK"):
        return read_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise CannotRead(Fault.LOCKED if encrypted else Fault.OLD)
    text = _decoded(content)
    if re.search(r"<table[\s>]", text, re.IGNORECASE):
        return _Page.tables(text)
    return _separated(text)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise CannotRead(Fault.STRANGE)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separated(text: str) -> Rows:
    lines = text.splitlines()[:20]
    counts = {sign: max((line.count(sign) for line in lines), default=0) for sign in ";\t,|"}
    sign = max(counts, key=lambda one: counts[one])
    if not counts[sign]:
        raise CannotRead(Fault.STRANGE if text.strip() else Fault.EMPTY)
    try:
        rows = []
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            rows.append(row)
            if len(rows) > MOST_ROWS + 40:
                raise CannotRead(Fault.MANY)
    except csv.Error as error:
        raise CannotRead(Fault.DAMAGED) from error
    wide = max(map(len, rows))
    return [row + [""] * (wide - len(row)) for row in rows]


class _Page(HTMLParser):
    """The tables of a web page: words, spans and links; nothing else of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.row = self.at = -1
        self.span = (1, 1)
        self.words: list[str] | None = None
        self.address = ""

    @classmethod
    def tables(cls, text: str) -> Rows:
        """The rows of the largest table."""
        page = cls()
        page.feed(text)
        page.shut()
        largest = max(page.grids, key=lambda one: len(one.cells), default=Grid())
        return largest.rows()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, a row, a cell or a link begins."""
        given = dict(attrs)
        if tag == "table":
            self.shut()
            self.grids.append(Grid())
            self.row = -1
        elif tag == "tr":
            self.shut()
            self.row, self.at = self.row + 1, -1
        elif tag in ("td", "th") and self.grids:
            self.shut()
            self.words, self.address = [], ""
            self.span = (_number(given.get("rowspan")), _number(given.get("colspan")))
        elif tag == "a" and self.words is not None and not self.address:
            self.address = given.get("href") or ""
        elif tag in ("br", "p", "li") and self.words is not None:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A cell, row or table ends."""
        if tag in ("td", "th", "tr", "table"):
            self.shut()

    def handle_data(self, data: str) -> None:
        """Words of a cell."""
        if self.words is not None:
            self.words.append(data)

    def shut(self) -> None:
        """Put the open cell where it stands, below what is merged over it."""
        if self.words is None or not self.grids:
            return
        grid, text = self.grids[-1], " ".join("".join(self.words).split())
        self.words, self.at = None, self.at + 1
        while (self.row, self.at) in grid.cells:
            self.at += 1
        if self.row > MOST_ROWS + 30 or self.at >= MOST_COLUMNS:
            raise CannotRead(Fault.MANY)
        for row in range(self.row, self.row + self.span[0]):
            for at in range(self.at, min(self.at + self.span[1], MOST_COLUMNS)):
                grid.cells[row, at] = text
                if self.address.startswith("http"):
                    grid.links[row, at] = self.address
        self.at += self.span[1] - 1


def _number(text: str | None) -> int:
    return min(int(text), MOST_ROWS) if text and text.isdigit() and int(text) else 1
