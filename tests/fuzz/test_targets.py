"""Every reader of others' bytes, on what hypothesis makes up (F16).

FUZZ_EXAMPLES=10000 makes so many inputs a reader; `python -m tests.fuzz` lets atheris look for
the way in.
"""

import faulthandler
import json
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.targets import DELIVERY, NOTIFICATION, TARGETS

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "40"))
STUCK = 120.0
HOSTILE = st.sampled_from(
    [
        "\x00",
        "\ud800",
        "\u202e",
        "9" * 400,
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
    ]
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), HOSTILE
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture(autouse=True)
def no_hang() -> Iterator[None]:
    """Whoever is stuck is told of with the line where it is, and the run ends."""
    faulthandler.dump_traceback_later(STUCK if EXAMPLES == 40 else 60 * STUCK, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@st.composite
def damaged(draw: st.DrawFn, sound: bytes) -> bytes:
    """A sound input with a part cut out and something else in its place."""
    start = draw(st.integers(0, len(sound)))
    end = draw(st.integers(start, min(len(sound), start + 20)))
    return sound[:start] + draw(st.binary(max_size=12)) + sound[end:]


@st.composite
def altered(draw: st.DrawFn, sound: object) -> bytes:
    """A sound JSON value with one value inside exchanged for another."""
    whole = json.loads(json.dumps(sound))
    place = whole
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        if not (isinstance(place[key], dict | list) and place[key]) or draw(st.integers(0, 3)) == 0:
            place[key] = draw(VALUES)
            return json.dumps(whole).encode()
        place = place[key]


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """Bytes, text, JSON and damaged seeds."""
    told: list[st.SearchStrategy[bytes]] = [
        st.binary(max_size=300),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
        VALUES.map(lambda value: json.dumps(value).encode()),
        *(damaged(seed) for seed in TARGETS[name].seeds),
    ]
    if name == "practice-delivery":
        told += [altered(DELIVERY)] * 3
    if name == "bluesky-notifications":
        told += [altered({"notifications": [NOTIFICATION]})] * 3
    if name == "bluesky-mark":
        told += [altered(json.loads(TARGETS[name].seeds[0]))] * 3
    if name == "pack-json":
        told.append(altered(json.loads(TARGETS[name].seeds[0])))
    return st.one_of(told)


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_the_reader(name: str) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=EXAMPLES == 40,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(data=inputs(name))
    def read(data: bytes) -> None:
        TARGETS[name].run(data)

    read()


@pytest.mark.parametrize("name", TARGETS)
def test_a_sound_input_is_read(name: str) -> None:
    for seed in TARGETS[name].seeds:
        TARGETS[name].run(seed)
