"""One form only, and a clear no where two forms would be possible."""

import json
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torg.kernel.canonical import NotCanonical, dumps, instant, loads, storable

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def test_keys_are_sorted_and_swedish_stays_swedish() -> None:
    assert dumps({"ö": 1, "a": [True, None, "Åsa"]}) == '{"a":[true,null,"Åsa"],"ö":1}'.encode()


def test_composed_and_decomposed_letters_are_kept_apart() -> None:
    assert dumps("\u00e5") != dumps("a\u030a")


def test_an_enumeration_is_its_text() -> None:
    class Colour(StrEnum):
        BLUE = "blue"

    assert dumps({"colour": Colour.BLUE}) == b'{"colour":"blue"}'


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"a": [1, {"b": 1.0}]}, r"\$\.a\[1\]\.b: float"),
        (float("nan"), "float"),
        ("\ud83d", "lone surrogate"),
        ({"\udc00": 1}, "lone surrogate"),
        ("a\x00b", "NUL"),
        (2**53, "beyond"),
        ({1: "a"}, "not text"),
        (datetime(2026, 9, 8, tzinfo=UTC), "pass it as text"),
        ({"a": {1, 2}}, "set"),
        (b"bytes", "bytes"),
    ],
)
def test_what_has_no_single_form_is_refused(value: object, says: str) -> None:
    with pytest.raises(NotCanonical, match=says):
        dumps(value)


@given(VALUES)
def test_what_is_written_is_read_back_the_same(value: object) -> None:
    assert loads(dumps(value)) == value
    assert json.loads(dumps(value)) == value


@pytest.mark.parametrize(
    "data", [b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1,"a":1}', b"1.5", b"\xff", b'"\\u00e5"', b"{"]
)
def test_other_bytes_are_not_taken_for_canonical(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        loads(data)


@given(st.text(st.characters()))
def test_any_text_can_be_made_storable(text: str) -> None:
    mended = storable(text)
    dumps(mended)
    assert storable(mended) == mended


def test_only_what_must_change_is_changed() -> None:
    assert storable("Hej 👋🏽 å") == "Hej 👋🏽 å"
    assert storable("a\ud83db\x00c") == "a�b�c"
    assert storable("\ufeffbom") == "\ufeffbom"


def test_moments_are_utc() -> None:
    stockholm = timezone(timedelta(hours=2))
    assert instant(datetime(2026, 9, 8, 10, tzinfo=stockholm)) == "2026-09-08T08:00:00.000000Z"
    with pytest.raises(NotCanonical):
        instant(datetime(2026, 9, 8, 10))  # noqa: DTZ001
