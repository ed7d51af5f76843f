"""Text measures against known values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torg.kernel.text import (
    graphemes,
    has_few_words,
    hashtags,
    links,
    lix,
    luhn_digit,
    mentions,
    personal_numbers,
    utf8_bytes,
    words,
)


@pytest.mark.parametrize(
    ("text", "count", "size"),
    [
        ("", 0, 0),
        ("åäö", 3, 6),
        ("a\u0308", 1, 3),
        ("👨‍👩‍👧‍👦", 1, 25),
        ("🇸🇪!", 2, 9),
        ("\r\n", 1, 2),
    ],
)
def test_characters_are_counted_as_people_do(text: str, count: int, size: int) -> None:
    assert graphemes(text) == count
    assert utf8_bytes(text) == size


def test_lix_counts_long_words_and_sentences() -> None:
    assert lix("") == 0
    assert lix("Hej på dig.") == 3
    assert lix("Hej på dig. Kommunfullmäktige sammanträder.") == 42  # 5/2 + 100*2/5
    assert lix("Se https://example.org/en-mycket-lang-adress nu!") == 2


def test_links_end_where_the_sentence_goes_on() -> None:
    text = "Läs https://malmo.se/a?b=1, eller (www.lund.se). Mejla a@b.se eller http://x.se/ä!"
    assert links(text) == ["https://malmo.se/a?b=1", "www.lund.se", "http://x.se/ä"]


def test_tags_and_mentions_are_found() -> None:
    assert hashtags("#badhus, #2026 #år2026 &#39; a#b #ÅÄÖ!") == ["#badhus", "#år2026", "#ÅÄÖ"]
    assert mentions("Hej @sara_b och @kommun.example. kalle@x.se") == ["@sara_b", "@kommun.example"]


@pytest.mark.parametrize(
    "number",
    ["811218-9876", "8112189876", "19811218-9876", "198112189876", "811218+9876", "811278-9873"],
)
def test_personal_numbers_are_found(number: str) -> None:
    assert personal_numbers(f"Mitt nummer är {number}.") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "811218-9877",  # check digit
        "811318-9874",  # month 13
        "811232-9878",  # day 32
        "Ring 040-34 10 00 eller 08-587 850 00",
        "Ärende 1234567890123",
        "Diarienummer KS 2017.516",
        "2026-09-08 10.00",
    ],
)
def test_other_figures_are_left_alone(text: str) -> None:
    assert personal_numbers(text) == []


@given(st.dates(), st.integers(min_value=0, max_value=999), st.booleans())
def test_every_possible_number_is_found(day: date, serial: int, coordination: bool) -> None:
    text = f"{day:%y%m%d}"
    if coordination:
        text = f"{text[:4]}{int(text[4:]) + 60}"
    ten = f"{text}{serial:03}"
    if text[2:4] == "02" and text[4:] in {"29", "89"}:
        return  # the century decides whether that day exists
    assert personal_numbers(f"{ten}{luhn_digit(ten)}") == [f"{ten}{luhn_digit(ten)}"]


@given(st.lists(st.sampled_from(["ord", "www.vallby.se/x", "HTTP://A.se", "1", "å-ä", "…", "\n"])))
def test_few_words_are_counted_as_words_are(parts: list[str]) -> None:
    text = " ".join(parts)
    for most in (1, 3, 12):
        assert has_few_words(text, most) == (0 < len(words(text)) <= most)
