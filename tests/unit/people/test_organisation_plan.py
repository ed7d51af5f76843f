"""What a file with the organisation would change, and why a wrong one is not taken: no database."""

from collections.abc import Sequence
from uuid import uuid4

import pytest

from torg.people.models import Department, DepartmentKind
from torg.people.queries.organisation_file import MOST_BYTES, MOST_ROWS, read_sheet, text_of
from torg.people.queries.organisation_plan import Plan, plan

HEAD = "kod;namn;slag;ligger under;tidigare namn;upphör\n"


def unit(
    name: str, *, under: Department | None = None, code: str = "", kind: str = ""
) -> Department:
    kind = kind or (DepartmentKind.OPERATION if under else DepartmentKind.DEPARTMENT)
    return Department(pk=uuid4(), name=name, kind=kind, code=code, parent=under)


def planned(text: str, units: Sequence[Department] = (), *, whole: bool = False) -> Plan:
    return plan(read_sheet(text), units, whole=whole)


def changes(found: Plan) -> list[tuple[int, str, str, str, str]]:
    assert not found.faults
    return [(one.row, one.what, one.name, one.before, one.after) for one in found.changes]


def faults(text: str, units: Sequence[Department] = (), *, whole: bool = False) -> list[str]:
    found = planned(text, units, whole=whole)
    assert not found.changes
    assert not found.targets
    return [f"{one.row} {one.column}: {one.reason}" for one in found.faults]


def test_every_change_is_told_with_its_row() -> None:
    board = unit("Kulturnämnden", kind=DepartmentKind.BOARD)
    culture = unit("Kulturförvaltningen", code="10")
    leisure = unit("Fritid")
    library = unit("Biblioteket", under=leisure)
    bath = unit("Badet", under=leisure)
    text = HEAD + (
        ";Kulturnämnden;nämnd;;;\n"
        "10;Kultur och fritid;förvaltning;Kulturnämnden;;\n"
        "11;Stadsbiblioteket;verksamhet;10;Biblioteket;\n"
        ";Badet;verksamhet;Fritid;;ja\n"
        ";Fritid;bolag;;;\n"
        "12;Museet;verksamhet;Kultur och fritid;;\n"
    )
    assert changes(planned(text, [board, culture, leisure, library, bath])) == [
        (3, "renamed", "Kultur och fritid", "Kulturförvaltningen", "Kultur och fritid"),
        (3, "moved", "Kultur och fritid", "", "Kulturnämnden"),
        (4, "renamed", "Stadsbiblioteket", "Biblioteket", "Stadsbiblioteket"),
        (4, "moved", "Stadsbiblioteket", "Fritid", "Kultur och fritid"),
        (4, "code", "Stadsbiblioteket", "", "11"),
        (5, "ended", "Badet", "", ""),
        (6, "kind", "Fritid", "Förvaltning", "Bolag"),
        (7, "new", "Museet", "", "Verksamhet, Kultur och fritid"),
    ]


def test_a_whole_file_ends_what_it_leaves_out_and_a_part_does_not() -> None:
    kept, gone = unit("Kvar"), unit("Borta")
    text = "namn,slag,ligger under\nKvar,förvaltning,\n"
    assert changes(planned(text, [kept, gone])) == []
    assert changes(planned(text, [kept, gone], whole=True)) == [(0, "ended", "Borta", "", "")]


def test_two_units_may_swap_their_names() -> None:
    one, two = unit("Norr", code="1"), unit("Söder", code="2")
    text = "kod\tnamn\tslag\tunder\n1\tSöder\tförvaltning\t\n2\tNorr\tförvaltning\t\n"
    assert [each[1] for each in changes(planned(text, [one, two]))] == ["renamed", "renamed"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (";A;förvaltning;;;\n;a;bolag;;;\n", "3 namn: ”a” står redan på rad 2."),
        ("1;A;bolag;;;\n1;B;bolag;;;\n", "3 kod: ”1” står redan på rad 2."),
        (";A;kontor;;;\n", "2 slag: ”kontor” är inget slag."),
        (";A;;;;\n", "2 slag: Slag saknas."),
        (";A;enhet;Finns ej;;\n", "2 ligger under: Det finns ingen enhet som heter ”Finns ej”."),
        (";A;enhet;;;\n", "2 ligger under: En verksamhet ligger under"),
        (";;bolag;;;\n", "2 namn: Enheten saknar namn."),
        (";=1+1;bolag;;;\n", "2 namn: ”=1+1” börjar som en formel."),
        (";A;bolag;@B;;\n", "2 ligger under: ”@B” börjar som en formel."),
        (";A;bolag;A;;\n", "2 ligger under: ”A” hamnar under sig själv"),
        (";A;bolag;B;;\n;B;bolag;C;;\n;C;bolag;A;;\n", "2 ligger under: ”A” hamnar under sig"),
        (";A;bolag;;Okänd;\n", "2 tidigare namn: Ingen enhet heter ”Okänd”."),
        (";A;bolag;;;ja\n", "2 upphör: Enheten finns inte"),
        (";A;bolag;;;kanske\n", "2 upphör: Skriv ja"),
        (f";{'A' * 121};bolag;;;\n", "2 namn: Texten är längre än 120 tecken."),
        (';"A\nB";bolag;;;\n', "2 namn: Cellen har en radbrytning."),
        (";A;bolag;;;;;för;mycket\n", "2 : Raden har fler celler"),
        (';A;bolag;;;\n"B;bolag;;;\n', "3 : Ett citattecken"),
        ("", "1 : Filen har rubriker men inga enheter."),
    ],
)
def test_a_wrong_cell_is_told_by_row_column_and_reason(rows: str, said: str) -> None:
    assert any(fault.startswith(said) for fault in faults(HEAD + rows)), faults(HEAD + rows)


def test_headings_that_are_missing_are_named() -> None:
    assert faults("namn;chef\nA;B\n") == [
        "1 : Första raden ska vara rubriker. Det saknas: slag, ligger under."
    ]


def test_headings_that_say_nothing_to_us_are_left_out() -> None:
    sheet = read_sheet("Typ;Under;Enhet;Postort\nbolag;;Hamnen;Ort\n")
    assert sheet.ignored == ("Postort",)
    assert [line.name for line in sheet.lines] == ["Hamnen"]


def test_one_unit_named_by_two_rows_is_refused() -> None:
    known = unit("Kultur", code="1")
    said = faults(HEAD + "1;Ny;bolag;;;\n;Kultur;bolag;;;\n", [known])
    assert said == ["3 namn: Enheten finns redan på rad 2."]


def test_a_name_that_another_unit_keeps_is_refused() -> None:
    said = faults(HEAD + "1;Fritid;bolag;;;\n", [unit("Kultur", code="1"), unit("Fritid")])
    assert said == ["2 namn: ”Fritid” används av en enhet som inte finns i filen."]


def test_a_unit_does_not_end_over_one_that_goes_on() -> None:
    above = unit("Kultur")
    below = unit("Biblioteket", under=above)
    said = "2 ligger under: ”Biblioteket” ligger under ”Kultur”, som upphör."
    assert faults(HEAD + ";Kultur;förvaltning;;;ja\n", [above, below]) == [said]


def test_a_circle_through_a_unit_that_the_file_leaves_out_is_found() -> None:
    above = unit("Kultur")
    below = unit("Biblioteket", under=above)
    found = faults(HEAD + ";Kultur;förvaltning;Biblioteket;;\n", [above, below])
    assert found == [
        "2 ligger under: ”Kultur” hamnar under sig själv: Kultur → Biblioteket → Kultur."
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "tom"),
        (b" \r\n \r\n", "tom"),
        (b"PK\x03\x04", "kalkylbok"),
        (b"\x89PNG\r\n\x1a\n\x00", "annat än text"),
        (b"a" * (MOST_BYTES + 1), "större än 4 MB"),
    ],
)
def test_a_file_of_another_kind_is_told_as_what_it_is(data: bytes, said: str) -> None:
    _text, fault = text_of(data)
    assert fault
    assert said in fault.reason


def test_ten_thousand_units_are_planned_and_one_more_is_refused() -> None:
    def rows(number: int) -> str:
        deep = (
            f"{n};Enhet {n};förvaltning;{f'Enhet {n - 1}' if n else ''};;" for n in range(number)
        )
        return HEAD + "\n".join(deep) + "\n"

    assert planned(rows(MOST_ROWS)).counts == {"new": MOST_ROWS}
    assert "fler än 10 000" in faults(rows(MOST_ROWS + 1))[0]
