"""The search: word forms, compounds and missing dots, best first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.architecture.house import ROOT

from torg.handbook.queries import Handbook, load
from torg.handbook.queries.searching import compound_parts, excerpt, search
from torg.kernel.swedish_stem import roots

BOOK = load(ROOT / "policies")
EVERY = list(BOOK.pages.values())


def found(words: str, book: Handbook = BOOK) -> list[str]:
    return [hit.page.slug for hit in search(book, list(book.pages.values()), words)]


@pytest.mark.req("M2-04")
@pytest.mark.parametrize("words", ["upphovsrätt", "upphovsratt", "UPPHOVSRÄTTEN"])
def test_copyright_is_first_with_and_without_dots(words: str) -> None:
    assert found(words)[0] == "upphovsratt"


@pytest.mark.parametrize("words", ["huvudkonto", "huvudkonton", "huvudkontot", "kontona"])
def test_a_communicators_forms_find_the_main_account(words: str) -> None:
    assert {"boka-huvudkontot", "x-kontot"} <= set(found(words))


def test_a_whole_word_beats_a_part_of_one() -> None:
    assert found("huvudkonto")[0] == "boka-huvudkontot"
    assert found("kontona").index("saker-atkomst") < found("kontona").index("boka-huvudkontot")


def test_every_word_must_be_answered() -> None:
    assert found("kritik")[0] == "bemot-kritik"
    assert set(found("kritik barn")) <= set(found("kritik")) & set(found("barn"))
    assert found("kvantkromodynamik") == []
    assert found("och att det") == found("") == []


def test_what_is_still_being_typed_finds() -> None:
    assert "bilder-och-samtycke" in found("samtyc")


def test_an_excerpt_marks_what_was_searched() -> None:
    hit = search(BOOK, EVERY, "mediabanken")[0]
    assert any(piece.marked and piece.text.lower().startswith("mediabank") for piece in hit.excerpt)


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_no_words_make_it_raise(words: str) -> None:
    scores = [hit.score for hit in search(BOOK, EVERY, words)]
    assert scores == sorted(scores, reverse=True)


@given(st.text(max_size=200), st.text("abcdefgå ", max_size=12))
@settings(max_examples=60)
def test_an_excerpts_pieces_are_the_text(text: str, words: str) -> None:
    wanted = {root for word in words.split() for root in roots(word)}
    whole = "".join(piece.text for piece in excerpt(text, wanted))
    assert whole.removeprefix("… ").removesuffix(" …").strip() in text


def test_a_compound_is_split_only_into_words_of_the_book() -> None:
    known = {"upphov", "ratt", "huvud", "kont"}
    assert compound_parts("upphovsratt", known, known) == {"upphov", "ratt"}
    assert compound_parts("huvudkont", known, known) == {"huvud", "kont"}
    assert compound_parts("mediabank", known, known) == set()


def test_a_word_that_only_begins_alike_is_no_compound() -> None:
    assert "grafisk-profil" not in found("kontona")
    assert "bilder-och-material" not in found("konto")
