"""Tables as text, read in the shapes that spreadsheets save them in (spreadsheets writes them)."""

import csv
import io
import unicodedata

from torg.kernel.spreadsheets import FORMULA

DELIMITERS = (";", ",", "\t")
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class NotText(ValueError):
    """The bytes are no text. workbook: they are a spreadsheet's own file."""

    def __init__(self, *, workbook: bool) -> None:
        super().__init__("not text")
        self.workbook = workbook


class BrokenTable(ValueError):
    """A quote is not closed or stands in the wrong place. line: the last one read, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def decode(data: bytes) -> str:
    """The text, from UTF-8 or UTF-16 with its mark, UTF-8, else Windows-1252 or Latin-1.

    Raises NotText.
    """
    if data.startswith(_WORKBOOK):
        raise NotText(workbook=True)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise NotText(workbook=False) from error
    text = _bytewise(data)
    if any(unicodedata.category(sign) == "Cc" for sign in set(text) - set("\t\r\n")):
        raise NotText(workbook=False)
    return text


def _bytewise(data: bytes) -> str:
    for name in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def delimiter_of(text: str) -> str:
    """The sign that parts the first line into most cells; a semicolon where none does."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda sign: _width(first, sign))


def _width(line: str, sign: str) -> int:
    """0: a cell is longer than any cell is."""
    try:
        return len(next(csv.reader([line], delimiter=sign), []))
    except csv.Error:
        return 0


def read_table(text: str) -> list[tuple[int, list[str]]]:
    """(line from 1, trimmed cells) of every line with something in it. Raises BrokenTable."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    found: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            trimmed = [cell.strip() for cell in cells]
            if any(trimmed):
                found.append((begins, trimmed))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BrokenTable(begins) from error
    return found


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would count the cell out instead of showing it."""
    return cell.startswith(FORMULA)
