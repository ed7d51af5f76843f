"""Lists of accounts as municipalities keep and publish them: shapes, not anybody's list."""

import pytest

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
