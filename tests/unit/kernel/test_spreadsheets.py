"""Tables for spreadsheets hold words as words, whatever somebody wrote (F15)."""

import csv
import io
import zipfile
from xml.etree import ElementTree as Xml

from tests.browser.range_rows import payloads

from torg.kernel.spreadsheets import FORMULA, NOT_XML, written_csv, written_xlsx

EVERY = [*payloads(), "=1+1", "+46", "-1", "@sum", "\t=1", "\r=1", "\x00\x1f", "]]>", "&lt;"]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_no_cell_of_a_csv_is_a_formula() -> None:
    text = written_csv([[one, one] for one in EVERY]).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [len(row) for row in rows] == [2] * len(EVERY)
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row)


def test_every_cell_of_a_workbook_is_the_text_itself() -> None:
    body = written_xlsx([[one] for one in EVERY], sheet="\"<b>'")
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        read = {name: Xml.fromstring(parts.read(name)) for name in parts.namelist()}
    cells = read["xl/worksheets/sheet1.xml"].findall(f".//{MAIN}c")
    assert {cell.get("t") for cell in cells} == {"inlineStr"}
    assert not read["xl/worksheets/sheet1.xml"].findall(f".//{MAIN}f")
    # XML reads every end of line as one sign (section 2.11).
    plain = [NOT_XML.sub("", one).replace("\r\n", "\n").replace("\r", "\n") for one in EVERY]
    assert ["".join(cell.itertext()) for cell in cells] == plain
    assert read["xl/workbook.xml"].find(f".//{MAIN}sheet").get("name") == "\"<b>'"  # type: ignore[union-attr]
