"""The first sheet of an XLSX file (ECMA-376 part 1); nothing is reckoned and nothing fetched."""

import io
import re
import struct
import zipfile
import zlib
from datetime import date, timedelta
from xml.etree import ElementTree as Xml  # nosec B405 without DTD, of bounded size

from torg.kernel.grids import (
    LARGEST_INSIDE,
    MOST_COLUMNS,
    MOST_FILLED,
    MOST_ROWS,
    CannotRead,
    Fault,
    Grid,
    Rows,
)
from torg.kernel.spreadsheets import DAY_ZERO

# Workbooks of older programs for the Mac count from here (ECMA-376 part 1, 18.17.4.1).
MAC_ZERO = date(1904, 1, 1)

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# A link that is written as a formula is read as it stands; nothing is reckoned.
_LINKED = re.compile(r'\s*HYPERLINK\(\s*"(https?://[^"]+)"', re.IGNORECASE)
_DAYS = frozenset({14, 15, 16, 17, 22})


def read_workbook(content: bytes) -> Rows:
    """The rows of the first sheet. Raises CannotRead."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _Book(archive).first_sheet()
    except (zipfile.BadZipFile, zlib.error, struct.error, Xml.ParseError, ArithmeticError,
            LookupError, ValueError, RuntimeError, EOFError) as error:  # fmt: skip
        raise CannotRead(Fault.DAMAGED) from error


class _Book:
    """An XLSX file that is open."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        names = {one.filename for one in archive.infolist()}
        if sum(one.file_size for one in archive.infolist()) > LARGEST_INSIDE or len(names) > 2_000:
            raise CannotRead(Fault.LARGE)
        if any(name.endswith("vbaProject.bin") for name in names):
            raise CannotRead(Fault.MACROS)
        if "xl/workbook.xml" not in names:
            raise CannotRead(Fault.STRANGE)
        self.names = names

    def part(self, name: str) -> Xml.Element:
        """A part as XML, or an empty element where the file has none."""
        if name not in self.names:
            return Xml.Element("none")
        with self.archive.open(name) as source:
            content = source.read(LARGEST_INSIDE + 1)
        if len(content) > LARGEST_INSIDE:
            raise CannotRead(Fault.LARGE)
        if b"<!DOCTYPE" in content or b"\0" in content or content[:2] == b"\xfe\xff":
            raise CannotRead(Fault.DAMAGED)
        return Xml.fromstring(content)  # noqa: S314 # nosec B314 without DTD, of bounded size

    def first_sheet(self) -> Rows:
        """The cells of the first sheet, merged ones filled."""
        book = self.part("xl/workbook.xml")
        sheet = book.find(f"{_NS}sheets/{_NS}sheet")
        path = "xl/worksheets/sheet1.xml"
        if sheet is not None:
            targets = self.targets("xl/_rels/workbook.xml.rels")
            path = targets.get(sheet.get(f"{_REL}id", ""), path)
        path = path.removeprefix("/") if path.startswith(("/xl/", "xl/")) else f"xl/{path}"
        body, grid = self.part(path), Grid()
        shared, dated, zero = self.shared(), self.dated(), _zero(book)
        for cell in body.iterfind(f"{_NS}sheetData/{_NS}row/{_NS}c"):
            place = _place(cell.get("r", ""))
            text = _text(cell, shared, dated, zero)
            if place and text and place[1] < MOST_COLUMNS:
                grid.cells[place] = text
                if linked := _LINKED.match(cell.findtext(f"{_NS}f", "")):
                    grid.links[place] = linked[1]
            if len(grid.cells) > MOST_ROWS * MOST_COLUMNS or (place and place[0] > 20_000):
                raise CannotRead(Fault.MANY)
        self.link(body, path, grid)
        filled = 0
        for merged in body.iterfind(f"{_NS}mergeCells/{_NS}mergeCell"):
            filled += _spread(grid, merged.get("ref", ""))
            if filled > MOST_FILLED:
                raise CannotRead(Fault.MANY)
        return grid.rows()

    def targets(self, path: str) -> dict[str, str]:
        """What a part refers to, by id."""
        return {one.get("Id", ""): one.get("Target", "") for one in self.part(path)}

    def link(self, body: Xml.Element, path: str, grid: Grid) -> None:
        """Note the addresses of cells that are links."""
        folder, _slash, name = path.rpartition("/")
        targets = self.targets(f"{folder}/_rels/{name}.rels")
        looked = 0
        for one in body.iterfind(f"{_NS}hyperlinks/{_NS}hyperlink"):
            address = targets.get(one.get(f"{_REL}id", ""), "")
            places = _places(one.get("ref", "")) if address.startswith("http") else []
            grid.links |= {place: address for place in places if place in grid.cells}
            looked += len(places)
            if looked > MOST_FILLED:
                raise CannotRead(Fault.MANY)

    def shared(self) -> list[str]:
        """The texts that cells share."""
        return ["".join(one.itertext()) for one in self.part("xl/sharedStrings.xml")]

    def dated(self) -> list[bool]:
        """Which styles show a number as a day."""
        styles = self.part("xl/styles.xml")
        own = {
            one.get("numFmtId", ""): one.get("formatCode", "")
            for one in styles.iterfind(f"{_NS}numFmts/{_NS}numFmt")
        }
        return [
            int(one.get("numFmtId", "0")) in _DAYS
            or bool(re.search("[yYåÅ]", own.get(one.get("numFmtId", ""), "")))
            for one in styles.iterfind(f"{_NS}cellXfs/{_NS}xf")
        ]


def _place(text: str) -> tuple[int, int] | None:
    found = _PLACE.fullmatch(text)
    if not found:
        return None
    at = 0
    for sign in found[1]:
        at = at * 26 + ord(sign) - 64
    return int(found[2]) - 1, at - 1


def _zero(book: Xml.Element) -> date:
    told = book.find(f"{_NS}workbookPr")
    late = told is not None and told.get("date1904", "") in ("1", "true")
    return MAC_ZERO if late else DAY_ZERO


def _text(cell: Xml.Element, shared: list[str], dated: list[bool], zero: date) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_NS}v", "")
    if kind == "inlineStr":
        return "".join(one.text or "" for one in cell.iter(f"{_NS}t"))
    if kind == "s":
        return shared[int(value)]
    style = int(cell.get("s", "0"))
    if kind == "n" and value and style < len(dated) and dated[style]:
        return (zero + timedelta(days=min(int(float(value)), 2_900_000))).isoformat()
    return value.removesuffix(".0") if kind == "n" else value


def _spread(grid: Grid, reference: str) -> int:
    """Fill the cells that were merged with what their first one says; how many they are."""
    places = _places(reference)
    if not places or places[0] not in grid.cells:
        return 0
    for place in places:
        grid.cells.setdefault(place, grid.cells[places[0]])
        if places[0] in grid.links:
            grid.links.setdefault(place, grid.links[places[0]])
    return len(places)


def _places(reference: str) -> list[tuple[int, int]]:
    """The cells of a reference: one, or a rectangle between two corners."""
    first, _colon, last = reference.partition(":")
    start, end = _place(first), _place(last or first)
    if not start or not end:
        return []
    return [
        (row, at)
        for row in range(start[0], min(end[0], start[0] + MOST_ROWS) + 1)
        for at in range(start[1], min(end[1], MOST_COLUMNS) + 1)
    ]
