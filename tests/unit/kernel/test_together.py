"""Many who ask at once are served in one go; a fault meets whoever brought it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.waiting import until

from torg.kernel.together import Together


class Work:
    """Doubles numbers, odd ones it refuses; the first lot waits until the line is let go."""

    def __init__(self) -> None:
        self.lots: list[list[int]] = []
        self.under_way = 0
        self.begun, self.free = Event(), Event()

    def __call__(self, asked: Sequence[int]) -> list[int]:
        self.under_way += 1
        assert self.under_way == 1, "one lot at a time"
        try:
            self.lots.append(list(asked))
            self.begun.set()
            assert self.free.wait(30)
            if any(number % 2 for number in asked):
                raise ValueError(f"odd among {list(asked)}")
            return [number * 2 for number in asked]
        finally:
            self.under_way -= 1


def test_what_is_asked_meanwhile_is_done_in_one_go() -> None:
    work = Work()
    asks = Together(work, 4)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(asks.ask, 0)
        assert work.begun.wait(30)
        others = [pool.submit(asks.ask, number) for number in (2, 4, 6, 8, 10)]
        until(lambda: len(asks._waiting) == 5)
        work.free.set()
        assert first.result(30) == 0
        assert sorted(one.result(30) for one in others) == [4, 8, 12, 16, 20]
    assert work.lots[0] == [0]
    assert sorted(map(len, work.lots)) == [1, 1, 4], "four at most in one go"
    assert asks.ask(12) == 24, "whoever comes later is served too"


def test_a_fault_meets_whoever_brought_it() -> None:
    work = Work()
    asks = Together(work, 4)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(asks.ask, 0)
        assert work.begun.wait(30)
        sound = [pool.submit(asks.ask, number) for number in (2, 4)]
        broken = pool.submit(asks.ask, 3)
        until(lambda: len(asks._waiting) == 3)
        work.free.set()
        assert first.result(30) == 0
        assert sorted(one.result(30) for one in sound) == [4, 8]
        with pytest.raises(ValueError, match=r"odd among \[3\]"):
            broken.result(30)


def test_too_few_answers_are_a_fault() -> None:
    asks: Together[int, int] = Together(lambda _asked: [])
    with pytest.raises(ValueError, match="zip"):
        asks.ask(2)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=60), st.integers(1, 9))
def test_each_gets_the_own_answer_however_they_meet(numbers: list[int], most: int) -> None:
    work = Work()
    work.free.set()
    asks = Together(work, most)

    def ask(number: int) -> int | None:
        try:
            return asks.ask(number)
        except ValueError:
            return None

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(ask, numbers))
    assert told == [None if number % 2 else number * 2 for number in numbers]
