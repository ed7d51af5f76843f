"""Tables as files that spreadsheets open, in which nothing that somebody wrote is reckoned.

XLSX is ECMA-376 part 1: a zip of XML parts, of which these six are the least that programs want.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

Cell = str | int | date | None
# What a spreadsheet could take for a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# XML 1.0 has no sign for these, however they are written (section 2.2).
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Day 0 of a spreadsheet, as all programs reckon since 1900 was taken for a leap year.
DAY_ZERO = date(1899, 12, 30)
LONGEST_CELL = 32_767
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2"'
        f' Type="{_REL}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    ),
}


def written_csv(rows: Iterable[Sequence[Cell]]) -> str:
    """For a Swedish spreadsheet: semicolons, a byte order mark, and no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return f"\ufeff{text.getvalue()}"


def _plain(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def written_xlsx(rows: Sequence[Sequence[Cell]], *, sheet: str) -> bytes:
    """One sheet; its first row is the heading. Every text is a text, whatever it begins with."""
    body = io.BytesIO()
    name = escape(re.sub(r"[\[\]:*?/\\]", " ", NOT_XML.sub("", sheet))[:31])
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts = _PARTS | {"xl/workbook.xml": book, "xl/worksheets/sheet1.xml": _sheet(rows)}
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            # The day of writing is nobody's business, and the same rows give the same bytes.
            archive.writestr(zipfile.ZipInfo(path), _HEAD + text, zipfile.ZIP_DEFLATED)
    return body.getvalue()


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    wide = max((len(row) for row in rows), default=1)
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(cell, number, at) for at, cell in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f'</sheetView></sheetViews><cols><col min="1" max="{max(wide, 1)}" width="24"'
        f' customWidth="1"/></cols><sheetData>{lines}</sheetData></worksheet>'
    )


def _cell(cell: Cell, number: int, at: int) -> str:
    place, style = f"{letters(at)}{number}", ' s="1"' if number == 1 else ""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, date):
        return f'<c r="{place}" s="2"><v>{(cell - DAY_ZERO).days}</v></c>'
    if isinstance(cell, int):
        return f'<c r="{place}"{style}><v>{int(cell)}</v></c>'
    text = escape(NOT_XML.sub("", cell)[:LONGEST_CELL], quote=False)
    return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def letters(at: int) -> str:
    """The name of a column, from 0: A, B, … Z, AA."""
    name, rest = "", at + 1
    while rest:
        rest, sign = divmod(rest - 1, 26)
        name = chr(65 + sign) + name
    return name
