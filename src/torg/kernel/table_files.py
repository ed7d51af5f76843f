"""A table that somebody brings in a file: CSV, XLSX or a saved web page.

What is read is text and days as they were written; nothing is reckoned, fetched or run. Merged
cells are filled, a cell that is a link gives its address in a column of its own, and a row with
several accounts becomes several.
"""

import csv
import io
import re
from collections import Counter

from torg.kernel.grids import (
    LARGEST,
    LONGEST_CELL,
    MOST_ACCOUNTS,
    MOST_COLUMNS,
    MOST_ROWS,
    CannotRead,
    Fault,
    Rows,
)
from torg.kernel.unfolding import unfolded
from torg.kernel.web_tables import read_page
from torg.kernel.workbooks import read_workbook

SIGNS = ";\t,|"


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
    told = unfolded(rows)
    if len(told) > MOST_ACCOUNTS:
        raise CannotRead(Fault.MANY)
    return told


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
    if re.search(r"<(table|html|body)[\s>]", text, re.IGNORECASE):
        return read_page(text)
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
    sign = _sign(text)
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


def _sign(text: str) -> str:
    """What parts the cells: the sign that gives most of the first rows the same width."""
    lines, best = text.splitlines(keepends=True)[:40], (0.0, 0)
    found = ""
    for sign in SIGNS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
        except csv.Error:
            continue
        many = Counter(width for width in widths if width > 1)
        width, times = max(many.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
        if times and (times / len(widths), width) > best:
            found, best = sign, (times / len(widths), width)
    if not found:
        raise CannotRead(Fault.STRANGE if text.strip() else Fault.EMPTY)
    return found
