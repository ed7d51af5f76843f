"""A spreadsheet as somebody keeps one by hand: a title above, merged cells, days as text."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from torg.kernel.spreadsheets import letters, written_xlsx

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROWS: Sequence[Sequence[str | int]] = (
    ("Sjöstads kanaler i sociala medier, uppdaterad av kommunikation", "", "", "", "", ""),
    ("", "", "", "", "", ""),
    ("Verksamhet", "Kanal", "Typ av tjänst", "Länk", "Startdatum", "Syfte"),
    ("Kultur och fritid", "Sjöstadsbadet", "Facebook", "facebook.com/sjostadsbadet", "mars 2018",
     "Öppettider"),
    ("", "Ung i Sjöstad", "TikTok", "https://www.tiktok.com/@ungisjostad", "17/5 2021", ""),
    ("Skola", "Skolan", "LinkedIn", "https://www.linkedin.com/company/sjostadskola", 43525,
     "=SUMMA(A1)"),
)  # fmt: skip


def workbook(rows: Sequence[Sequence[str | int]] = ROWS, merged: str = "A1:F1 A4:A5") -> bytes:
    """As other programs write it: shared texts, merged cells, a number that is shown as a day."""
    texts: list[str] = []
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for at, value in enumerate(row):
            place = f"{letters(at)}{number}"
            if isinstance(value, int):
                cells.append(f'<c r="{place}" s="2"><v>{value}</v></c>')
            elif value:
                cells.append(f'<c r="{place}" t="s"><v>{len(texts)}</v></c>')
                texts.append(value)
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    spans = "".join(f'<mergeCell ref="{one}"/>' for one in merged.split())
    sheet = (
        f'<worksheet xmlns="{NS}"><sheetData>{"".join(lines)}</sheetData>'
        f"<mergeCells>{spans}</mergeCells></worksheet>"
    )
    shared = "".join(f"<si><r><t>{text}</t></r></si>" for text in texts)
    return repacked(
        {
            "xl/worksheets/sheet1.xml": sheet,
            "xl/sharedStrings.xml": f'<sst xmlns="{NS}">{shared}</sst>',
        }
    )


def repacked(parts: Mapping[str, str]) -> bytes:
    """Our own file with some parts exchanged or added."""
    body = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written_xlsx([["x"]], sheet="Blad"))) as ours:
        told = {name: ours.read(name).decode() for name in ours.namelist()} | dict(parts)
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in told.items():
            archive.writestr(name, text)
    return body.getvalue()
