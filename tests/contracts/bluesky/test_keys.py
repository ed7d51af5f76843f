"""Record keys: of the form that servers take, the same for the same act, apart for two."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torg.adapters.networks.bluesky import tid
from torg.adapters.networks.bluesky.records import created_at

NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)), st.binary())  # noqa: DTZ001
def test_same_input_same_key_and_its_time_is_at_most_a_second_back(
    naive: datetime, seed: bytes
) -> None:
    now = naive.replace(tzinfo=UTC)
    key = tid.mint(now, seed)
    assert key == tid.mint(now, seed)
    assert tid.is_tid(key)
    assert timedelta(0) <= now - tid.instant(key) < timedelta(seconds=1.05)


def test_acts_released_in_the_same_moment_get_their_own_keys() -> None:
    keys = {tid.mint(NOW, str(number).encode()) for number in range(5000)}
    assert len(keys) == 5000


def test_the_published_examples_are_keys_and_others_are_not() -> None:
    assert all(map(tid.is_tid, ("3jzfcijpj2z2a", "7777777777777", "2222222222222")))
    wrong = (
        "",
        "3jzfcijpj2z21",
        "zzzzzzzzzzzzz",
        "0000000000000",
        "3jzfcijpj2z2aa",
        "3jzf-cij-pj2z-2a",
    )
    assert not any(map(tid.is_tid, wrong))


def test_a_known_key_tells_its_time() -> None:
    assert tid.instant("3l25zusnsfctk") == datetime(2024, 8, 20, 16, 31, 35, 793000, tzinfo=UTC)


@pytest.mark.parametrize("millis", [0, 7, 999])
def test_records_bear_the_time_of_their_key(millis: int) -> None:
    key = tid.mint(NOW + timedelta(milliseconds=millis), b"")
    assert created_at(key).endswith("Z")
    assert abs(datetime.fromisoformat(created_at(key)) - tid.instant(key)) < timedelta(
        milliseconds=1
    )
