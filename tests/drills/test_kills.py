"""A worker killed in the middle of each kind of act: nothing twice, nothing lost."""

import pytest
from tests.drills.report import CELLS, run_cell

KILLS = 30


@pytest.mark.drill
@pytest.mark.parametrize(("kind", "profile"), CELLS)
def test_kills_make_no_double_and_lose_nothing(kind: str, profile: str) -> None:
    verdict = run_cell(kind, profile, KILLS, seed=7)
    assert verdict.kills >= KILLS * 0.8, "the drill must really have killed"
    assert (verdict.twice, verdict.lost) == (0, 0), verdict.line
    if profile == "neither":
        assert verdict.unknown > 0, "what no network can tell is shown to a person"
    else:
        assert verdict.unknown == 0, verdict.line
