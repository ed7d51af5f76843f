"""Lists of accounts as municipalities keep and publish them: shapes, not anybody's list."""

import pytest
from tests.web.channels.workbook import NS, REL, repacked

from torg.kernel.table_files import read_table
from torg.kernel.unfolding import ROW

# A column for each network, as many municipalities publish it; merged headings above.
WIDE = """<html><body><nav><a href="https://www.facebook.com/delakommunen">Vår sida</a></nav>
<table><tr><th rowspan="2">Verksamhet</th><th colspan="3">Finns på</th></tr>
<tr><th>Facebook</th><th>Instagram</th><th>X (Twitter)</th></tr>
<tr><td>Badet</td><td><a href="https://www.facebook.com/sjostadsbadet">Till sidan</a></td>
<td><a href="https://www.instagram.com/sjostadsbadet/">Bilder</a> och
<a href="https://www.instagram.com/badisjostad/">mer</a></td><td>–</td></tr>
<tr><td>Museet</td><td></td><td>@sjostadsmuseum</td><td>Ja</td></tr>
<tr><td>Arkivet</td><td></td><td>nej</td><td></td></tr></table></body></html>"""

# No table at all: headings, and lists of links under them.
LISTED = """<html><body><h1>Kommunen i sociala medier</h1><ul>
<li><a href="/start">Start</a></li></ul>
<h2>Bibliotek</h2><ul>
<li><a href="https://www.facebook.com/sjostadsbibliotek/?ref=1">Stadsbiblioteket <b>FB</b></a>
<li><a href="https://instagram.com/sjostadsbibliotek">Stadsbiblioteket på Instagram</a></ul>
<h2>Skolor</h2><p><a href="https://www.youtube.com/@sjostadskola">Film</a>
<a href="https://www.youtube.com/@sjostadskola">Film igen</a>
<a href="https://sjostad.example/skola">Webbplatsen</a></p></body></html>"""


def test_a_column_for_each_network_becomes_a_row_for_each_account() -> None:
    heads, *rows = read_table(WIDE.encode())[1:]
    assert heads == ["Verksamhet", "Nätverk", "Adress", "Kontonamn", ROW]
    assert rows == [
        ["Badet", "Facebook", "https://www.facebook.com/sjostadsbadet", "", "3"],
        ["Badet", "Instagram", "https://www.instagram.com/sjostadsbadet/", "", "3"],
        ["Badet", "Instagram", "https://www.instagram.com/badisjostad/", "", "3"],
        ["Museet", "Instagram", "", "@sjostadsmuseum", "4"],
        ["Museet", "X", "", "", "4"],
        ["Arkivet", "", "", "", "5"],
    ]


def test_accounts_in_lists_are_read_with_the_heading_above_each() -> None:
    assert read_table(LISTED.encode()) == [
        ["Rubrik på sidan", "Namn", "Adress"],
        ["Bibliotek", "Stadsbiblioteket FB", "https://www.facebook.com/sjostadsbibliotek/?ref=1"],
        ["Bibliotek", "Stadsbiblioteket på Instagram", "https://instagram.com/sjostadsbibliotek"],
        ["Skolor", "Film igen", "https://www.youtube.com/@sjostadskola"],
    ]  # fmt: skip


def test_the_address_behind_a_cells_words_is_read() -> None:
    """A link on a cell, one over several, one as a formula, and what is no address."""
    cells = [
        ("A1", "Namn"), ("B1", "Sida"), ("A2", "Badet"), ("B2", "Till sidan"), ("A3", "Ung"),
        ("B3", "Se här"), ("A4", "Museet"), ("B4", "Se här"), ("A5", "Skolan"), ("B5", "Skriv"),
    ]  # fmt: skip
    told = {place: f'<c r="{place}" t="str"><v>{text}</v></c>' for place, text in cells}
    told["A6"] = '<c r="A6" t="str"><v>Arkivet</v></c>'
    told["B6"] = (
        '<c r="B6" t="str"><f>HYPERLINK("https://x.com/arkivet","Till X")</f><v>Till X</v></c>'
    )
    rows = "".join(f"<row>{told[f'A{at}']}{told[f'B{at}']}</row>" for at in range(1, 7))
    links = "".join(
        f'<hyperlink ref="{ref}" r:id="{key}"/>'
        for ref, key in (("B2", "a"), ("B3:B4", "b"), ("B5", "c"))
    )
    sheet = f'<worksheet xmlns="{NS}" xmlns:r="{REL}"><sheetData>{rows}</sheetData>'
    targets = "".join(
        f'<Relationship Id="{key}" Target="{address}" TargetMode="External"/>'
        for key, address in (
            ("a", "https://www.facebook.com/badet"), ("b", "https://www.tiktok.com/@ung"),
            ("c", "mailto:skolan@sjostad.example"),
        )
    )  # fmt: skip
    content = repacked(
        {
            "xl/worksheets/sheet1.xml": f"{sheet}<hyperlinks>{links}</hyperlinks></worksheet>",
            "xl/worksheets/_rels/sheet1.xml.rels": f"<Relationships>{targets}</Relationships>",
        }
    )
    assert read_table(content) == [
        ["Namn", "Sida", "Sida (länk)"],
        ["Badet", "Till sidan", "https://www.facebook.com/badet"],
        ["Ung", "Se här", "https://www.tiktok.com/@ung"],
        ["Museet", "Se här", "https://www.tiktok.com/@ung"],
        ["Skolan", "Skriv", ""],
        ["Arkivet", "Till X", "https://x.com/arkivet"],
    ]


def test_days_of_a_workbook_that_counts_from_1904() -> None:
    rows = (
        '<row><c r="A1" t="str"><v>Start</v></c></row><row><c r="A2" s="2"><v>42063</v></c></row>'
    )
    content = repacked(
        {
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{NS}"><sheetData>{rows}</sheetData>'
            "</worksheet>",
            "xl/workbook.xml": f'<workbook xmlns="{NS}"><workbookPr date1904="1"/></workbook>',
        }
    )
    assert read_table(content) == [["Start"], ["2019-03-01"]]


def test_two_channels_in_one_cell_are_two_rows() -> None:
    rows = read_table(
        b"Namn;Typ;Adress\nBadet;Facebook, Instagram;"
        b'"https://www.facebook.com/badet\nhttps://www.instagram.com/badet"\nMuseet;X;x.com/museet'
    )
    assert rows == [
        ["Namn", "Typ", "Adress", ROW],
        ["Badet", "", "https://www.facebook.com/badet", "2"],
        ["Badet", "", "https://www.instagram.com/badet", "2"],
        ["Museet", "X", "x.com/museet", "3"],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_of_any_program_is_read(encoding: str) -> None:
    text = (
        "Namn;Nätverk;Syfte\r\n"
        '"Badet ""Sjösta""";Facebook;Öppet, varmt, billigt, soligt, stort\r\n'
        'Å;X;"Två\r\nrader; med semikolon, och komma, i"\r\n'
    )
    assert read_table(text.encode(encoding)) == [
        ["Namn", "Nätverk", "Syfte"],
        ['Badet "Sjösta"', "Facebook", "Öppet, varmt, billigt, soligt, stort"],
        ["Å", "X", "Två rader; med semikolon, och komma, i"],
    ]


def test_a_thousand_rows_are_read() -> None:
    rows = "Namn;Adress\n" + "".join(
        f"Skola {n};https://www.facebook.com/skola{n}\n" for n in range(1_000)
    )
    assert len(read_table(rows.encode())) == 1_001
