"""F10, small: every damage found, the right item named, nothing else, and files mended."""

import json
import subprocess
import sys

import pytest


@pytest.mark.drill
def test_every_damage_is_found_and_named() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.drills.damage", "--flips", "100", "--seed", "7"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr[-2000:]
    row = json.loads(told.stdout.splitlines()[-1])
    assert (row["n"], row["lost"], row["notes"]["false_alarms"]) == (120, 0, 0), row
