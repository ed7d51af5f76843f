"""Files that were made to break their reader: each is refused in words, or read."""

import io
import struct
import zipfile
import zlib
from base64 import urlsafe_b64encode
from importlib import import_module

import pytest
from tests.web.channels.workbook import NS, repacked, workbook

from torg.channels.queries import table
from torg.kernel.csv_text import BrokenTable
from torg.kernel.csv_text import read_table as read_cells
from torg.kernel.grids import CannotRead, Fault
from torg.kernel.refusals import Refusal
from torg.kernel.table_files import read_table
from torg.people.queries.organisation_file import read_sheet

pictures = import_module("torg.media.actions.add_image")
SHEET = "xl/worksheets/sheet1.xml"


def sheet(cells: str, more: str = "") -> bytes:
    rows = f'<sheetData><row r="1">{cells}</row></sheetData>{more}'
    return repacked({SHEET: f'<worksheet xmlns="{NS}">{rows}</worksheet>'})


def damaged() -> bytes:
    """A workbook whose sheet cannot be unpacked, though its table of contents holds."""
    whole = bytearray(workbook())
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        info = archive.getinfo(SHEET)
    start = info.header_offset + 30 + len(info.filename)
    whole[start : start + 8] = b"\xff" * 8
    return bytes(whole)


@pytest.mark.parametrize(
    "content",
    [
        sheet('<c r="A1" t="s"><v>99</v></c>'),
        sheet('<c r="A1" t="s"><v>x</v></c>'),
        sheet('<c r="A1" s="2"><v>inf</v></c>', "<!-- no style has a third row -->"),
        damaged(),
        repacked({SHEET: "<worksheet"}),
    ],
)
def test_a_workbook_that_lies_is_damaged_and_no_fault_of_ours(content: bytes) -> None:
    with pytest.raises(CannotRead):
        read_table(content)


def test_what_is_merged_over_and_over_is_too_much() -> None:
    merged = '<mergeCell ref="A1:XFD1048576"/>' * 50
    with pytest.raises(CannotRead) as told:
        read_table(sheet('<c r="A1"><v>1</v></c>', f"<mergeCells>{merged}</mergeCells>"))
    assert told.value.fault is Fault.MANY

    page = "<table>" + "<tr><td rowspan=999 colspan=59>x" * 50
    with pytest.raises(CannotRead) as told:
        read_table(page.encode())
    assert told.value.fault is Fault.MANY


def test_a_row_of_a_thousand_accounts_has_an_end() -> None:
    row = "a;" + " ".join(f"x.com/konto{n}" for n in range(120)) + "\n"
    with pytest.raises(CannotRead) as told:
        read_table(("Namn;Adress\n" + row * 60).encode())
    assert told.value.fault is Fault.MANY


@pytest.mark.parametrize("span", ["²", "9" * 5_000, "0", "-1", "x", ""])
def test_any_span_of_a_cell_is_read(span: str) -> None:
    page = f'<table><td rowspan="{span}">Namn<td>Länk<tr><td>Bad<td>x</table>'
    assert read_table(page.encode())[0] == ["Namn", "Länk"]


def test_units_without_a_cell_or_with_an_endless_one_are_told() -> None:
    assert read_sheet(";;;\n").faults
    assert read_sheet(f'kod;namn\n1;"{"x" * 140_000}"\n').faults
    with pytest.raises(BrokenTable):
        read_cells("x" * 140_000)


def test_an_image_larger_than_memory_is_refused_by_its_first_bytes() -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\r" + chunk + struct.pack(">I", zlib.crc32(chunk))
    with pytest.raises(Refusal) as told:
        pictures._read(png + b"\0" * 64)
    assert told.value.field == "image"


@pytest.mark.parametrize(
    "text", ["[" * 1_400, '["a\\u0000", "b", "01a1ff02-cfe0-72ce-b84d-2de5336e0ca6"]', "[1, 2, 3]"]
)
def test_a_mark_that_no_page_has_made_is_none(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (any of its kinds; the page answers 404)
        table._unpacked(urlsafe_b64encode(text.encode()).decode(), "namn")
