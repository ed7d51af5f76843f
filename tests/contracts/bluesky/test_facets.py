"""Spans are counted in UTF-8 bytes, whatever the text before them holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torg.adapters.networks.bluesky.facets import SpanKind, facets, spans

FAMILY = "👩‍👩‍👧"


def _cut(text: str) -> list[tuple[str, str, str]]:
    content = text.encode()
    return [
        (span.kind.value, content[span.start : span.end].decode(), span.value)
        for span in spans(text)
    ]


def test_offsets_hold_after_swedish_letters_and_emoji() -> None:
    text = f"Åh {FAMILY}! Läs https://kommun.se/å om #Bäckängsbadet, fråga @kö.test eller @ko.test."
    assert _cut(text) == [
        ("link", "https://kommun.se/å", "https://kommun.se/å"),
        ("tag", "#Bäckängsbadet", "Bäckängsbadet"),
        ("mention", "@ko.test", "ko.test"),
    ]
    first = spans(text)[0]
    assert first.start == len("Åh ".encode()) + len(FAMILY.encode()) + len("! Läs ".encode())


@pytest.mark.parametrize(
    ("text", "link", "value"),
    [
        ("se https://a.se/b.", "https://a.se/b", "https://a.se/b"),
        ("(se https://a.se/b)", "https://a.se/b", "https://a.se/b"),
        ("https://a.se/ort_(län)", "https://a.se/ort_(län)", "https://a.se/ort_(län)"),
        ("”https://a.se/b?c=1&d=2”!", "https://a.se/b?c=1&d=2", "https://a.se/b?c=1&d=2"),
        ("kommun.se/simhall, nu", "kommun.se/simhall", "https://kommun.se/simhall"),
        ("på www.kommun.example", "www.kommun.example", "https://www.kommun.example"),
        ("länk.kommun.se", "länk.kommun.se", "https://länk.kommun.se"),
    ],
)
def test_links_end_where_the_sentence_goes_on(text: str, link: str, value: str) -> None:
    assert _cut(text) == [("link", link, value)]


@pytest.mark.parametrize(
    "text",
    [
        "kontakt@kommun.se",
        "t.ex. och bl.a. i dag",
        "Slut.Senare börjar",
        "klockan 10.30 den 3.9",
        "foo.sek",
        "#1 #2026",
        "a#b",
        "# ensam",
        "@ensam @",
        "https://",
        "www.",
        "",
    ],
)
def test_what_is_no_link_mention_or_tag_stays_text(text: str) -> None:
    assert _cut(text) == []


def test_a_tag_is_cut_from_its_punctuation_and_has_a_length() -> None:
    assert _cut("#höst! #vinter… #1a") == [
        ("tag", "#höst", "höst"),
        ("tag", "#vinter", "vinter"),
        ("tag", "#1a", "1a"),
    ]
    assert _cut("#" + "å" * 64) == [("tag", "#" + "å" * 64, "å" * 64)]
    assert _cut("#" + "å" * 65) == []


def test_a_handle_that_nobody_has_stays_text() -> None:
    text = "@rut.test och @ingen.test"
    made = facets(text, {"rut.test": "did:plc:rut"}.get)  # type: ignore[arg-type]
    assert made == [
        {
            "index": {"byteStart": 0, "byteEnd": 9},
            "features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:rut"}],
        }
    ]


@given(st.text(alphabet="aå👩.#@/:( https://kommun.se rut.test"))
def test_spans_never_overlap_and_always_cut_whole_characters(text: str) -> None:
    content = text.encode()
    reached = 0
    for span in spans(text):
        assert reached <= span.start < span.end <= len(content)
        written = content[span.start : span.end].decode()
        mark = {SpanKind.LINK: "", SpanKind.MENTION: "@", SpanKind.TAG: "#"}[span.kind]
        assert written.lower().endswith(span.value.removeprefix("https://").lower())
        assert written.startswith(mark)
        reached = span.end
