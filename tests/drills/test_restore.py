"""The desk lost with its disk, once, and brought back: nothing twice, nothing answered lost."""

import json
import subprocess
import sys

import pytest


@pytest.mark.drill
def test_a_lost_desk_comes_back_and_sends_nothing_again() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.drills.restore", "--cycles", "1", "--seed", "7"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    row = json.loads(told.stdout.splitlines()[-1])
    assert (row["twice"], row["lost"]) == (0, 0), row
    assert row["n"] > 3
    assert row["notes"]["rollback_seen"] == row["notes"]["ledger_whole"] == 1
