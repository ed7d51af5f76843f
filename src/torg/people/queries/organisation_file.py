"""A file with the organisation, read line by line; what is wrong with it, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from torg.kernel.csv_text import BrokenTable, NotText, decode, is_formula, read_table
from torg.people.models import DepartmentKind

MOST_ROWS = 10_000
MOST_BYTES = 4_000_000
LONGEST = {"name": 120, "former": 120, "parent": 120, "code": 40}

COLUMNS: Mapping[str, str | Promise] = {
    "code": gettext_lazy("kod"),
    "name": gettext_lazy("namn"),
    "kind": gettext_lazy("slag"),
    "parent": gettext_lazy("ligger under"),
    "former": gettext_lazy("tidigare namn"),
    "ends": gettext_lazy("upphör"),
}
NEEDED = ("name", "kind", "parent")
# The same in other words, as the files that municipalities have use them.
HEADINGS = {
    "kod": "code",
    "id": "code",
    "enhetskod": "code",
    "namn": "name",
    "enhet": "name",
    "benämning": "name",
    "slag": "kind",
    "typ": "kind",
    "ligger under": "parent",
    "under": "parent",
    "överordnad": "parent",
    "tidigare namn": "former",
    "upphör": "ends",
}
KINDS = {
    "nämnd": DepartmentKind.BOARD,
    "styrelse": DepartmentKind.BOARD,
    "förvaltning": DepartmentKind.DEPARTMENT,
    "bolag": DepartmentKind.COMPANY,
    "verksamhet": DepartmentKind.OPERATION,
    "enhet": DepartmentKind.OPERATION,
}
ENDS = {"": False, "nej": False, "0": False, "ja": True, "x": True, "1": True}
REASONS = {
    "nameless": gettext_lazy("Enheten saknar namn."),
    "formula": gettext_lazy("”%(cell)s” börjar som en formel. Skriv det som text."),
    "long": gettext_lazy("Texten är längre än %(most)d tecken."),
    "broken": gettext_lazy("Cellen har en radbrytning."),
    "kindless": gettext_lazy("Slag saknas. Skriv nämnd, förvaltning, bolag eller verksamhet."),
    "kind": gettext_lazy(
        "”%(cell)s” är inget slag. Skriv nämnd, förvaltning, bolag eller verksamhet."
    ),
    "ends": gettext_lazy("Skriv ja om enheten upphör, annars ingenting."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the file is not taken. row: the file's own line, 0 for the whole; column: a heading."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One unit in the file. kind is None where it was wrong."""

    row: int
    code: str
    name: str
    kind: DepartmentKind | None
    parent: str
    former: str
    ends: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as read. ignored: headings that say nothing to us."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...] = ()


def text_of(data: bytes) -> tuple[str, Fault | None]:
    """The file's text, or what kind of file it is instead."""
    if len(data) > MOST_BYTES:
        return "", Fault(0, "", _("Filen är större än 4 MB. Dela den i flera."))
    try:
        text = decode(data)
    except NotText as error:
        if error.workbook:
            reason = _("Filen är en kalkylbok. Välj ”Spara som” och CSV i kalkylprogrammet.")
        else:
            reason = _("Filen innehåller annat än text. Spara den som CSV.")
        return "", Fault(0, "", reason)
    if not text.strip():
        return "", Fault(0, "", _("Filen är tom."))
    return text, None


def read_sheet(text: str) -> Sheet:
    """Every line of the file, and every cell that cannot be used."""
    try:
        rows = read_table(text)
    except BrokenTable as error:
        reason = _("Ett citattecken öppnas och stängs aldrig, eller står mitt i en cell.")
        return Sheet((), (Fault(error.line, "", reason),))
    first, headings = rows[0] if rows else (1, [])
    places, ignored = _places(headings)
    missing = [str(COLUMNS[key]) for key in NEEDED if key not in places]
    if missing:
        reason = _("Första raden ska vara rubriker. Det saknas: %(which)s.")
        return Sheet((), (Fault(first, "", reason % {"which": ", ".join(missing)}),))
    if len(rows) == 1:
        return Sheet((), (Fault(first, "", _("Filen har rubriker men inga enheter.")),))
    if len(rows) - 1 > MOST_ROWS:
        reason = _("Filen har fler än 10 000 enheter. Dela den i flera.")
        return Sheet((), (Fault(rows[MOST_ROWS + 1][0], "", reason),))
    faults: list[Fault] = []
    lines = tuple(_line(row, cells, len(headings), places, faults) for row, cells in rows[1:])
    return Sheet(lines, tuple(faults), ignored)


def _places(headings: list[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Column -> its place, the first of each; and what is left over."""
    places: dict[str, int] = {}
    ignored = []
    for place, heading in enumerate(headings):
        key = HEADINGS.get(" ".join(heading.casefold().split()))
        if key and key not in places:
            places[key] = place
        elif heading:
            ignored.append(heading)
    return places, tuple(ignored)


def _line(
    row: int, cells: list[str], width: int, places: Mapping[str, int], faults: list[Fault]
) -> Line:
    if len(cells) > width and any(cells[width:]):
        reason = _("Raden har fler celler än rubrikraden. Ett skiljetecken är för mycket.")
        faults.append(Fault(row, "", reason))
    given = {
        key: cells[places[key]] if key in places and places[key] < len(cells) else ""
        for key in COLUMNS
    }
    faults += [
        Fault(row, str(COLUMNS[key]), reason)
        for key in COLUMNS
        if (reason := _wrong(key, given[key]))
    ]
    return Line(
        row=row,
        code=given["code"],
        name=given["name"],
        kind=KINDS.get(given["kind"].casefold()),
        parent=given["parent"],
        former=given["former"],
        ends=ENDS.get(given["ends"].casefold(), False),
    )


def _wrong(key: str, cell: str) -> str:
    """Why the cell cannot be used; "" when it can."""
    kind, ends, folded = key == "kind", key == "ends", cell.casefold()
    faults = (
        (key == "name" and not cell, "nameless"),
        (is_formula(cell), "formula"),
        (len(cell) > LONGEST.get(key, 120), "long"),
        ("\n" in cell or "\r" in cell, "broken"),
        (kind and not cell, "kindless"),
        (kind and folded not in KINDS, "kind"),
        (ends and folded not in ENDS, "ends"),
    )
    found = next((reason for wrong, reason in faults if wrong), None)
    if found is None:
        return ""
    return str(REASONS[found]) % {"cell": cell[:40], "most": LONGEST.get(key, 120)}
