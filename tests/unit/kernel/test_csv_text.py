import pytest

from torg.kernel.csv_text import BrokenTable, NotText, decode, read_table

WORDS = "namn;slag\nÅkeröns förvaltning;nämnd – ”fri”\n"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text_is_read_in_the_ways_that_spreadsheets_save_it(name: str) -> None:
    assert decode(WORDS.encode(name)) == WORDS


def test_latin_1_is_read_as_its_larger_sister() -> None:
    assert decode("Ängö;é".encode("latin-1")) == "Ängö;é"


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02", bytes(range(256)), b"\xff\xfe\x00\xd8\x00", b"%PDF-1.7\x81\x8d"]
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(NotText) as error:
        decode(data)
    assert not error.value.workbook


@pytest.mark.parametrize("data", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_a_workbook_is_known_as_one(data: bytes) -> None:
    with pytest.raises(NotText) as error:
        decode(data)
    assert error.value.workbook


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_the_delimiter_is_found_and_lines_keep_their_number(sign: str) -> None:
    text = f'a{sign}"b\nb"\r\n\r\n{sign}\r\n c {sign}d'
    assert read_table(text) == [(1, ["a", "b\nb"]), (5, ["c", "d"])]


def test_a_quote_that_is_never_closed_is_told_with_its_line() -> None:
    with pytest.raises(BrokenTable) as error:
        read_table('a;b\nc;d\n"e;f\ng;h')
    assert error.value.line == 3
