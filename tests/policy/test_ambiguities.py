"""Everything that the guidelines leave unclear is settled in a pack, where the page says."""

import re
from pathlib import Path

import pytest
from tests.policy.packs import MUNICIPALITIES, engine

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "readings.md"
ROW = re.compile(
    r"^\| (A-\d\d) \|.*\| (choice|apart|value|list)\b[^|]*\| ([^|]+) \|$", re.MULTILINE
)
SETTLED = {found[1]: (found[2], found[3]) for found in ROW.finditer(PAGE.read_text("utf-8"))}


def test_all_thirty_three_are_settled() -> None:
    assert list(SETTLED) == [f"A-{number:02}" for number in range(1, 34)]


@pytest.mark.parametrize("each", SETTLED)
def test_what_settles_it_stands_in_the_pack_that_is_named(each: str) -> None:
    how, where = SETTLED[each]
    if how == "choice":
        town = re.search(rf"{each} in (\w+)", where)
        assert town is not None
        choice = engine(town[1]).pack.choices[each]
        assert len(choice.option) == 2
        assert choice.holds == choice.proposed
    for name in re.findall(r"`([^`]+)`", where):
        if name == "office":
            assert all(engine(town).pack.office for town in MUNICIPALITIES)
        else:
            assert engine(name.partition(".")[0]).pack.rule(name)
