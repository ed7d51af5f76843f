"""F2, small: about two of every wrong answer, and a network that goes silent."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EACH = 2


@pytest.mark.drill
def test_wrong_answers_make_no_double_and_lose_nothing(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.drills.answers", "--each", str(EACH), "--seed", "7"],
        env={**os.environ, "DATA_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=600,
    )
    found = json.loads(told.stdout.strip().splitlines()[-1])
    assert told.returncode == 0, found
    assert found["faults"] >= 30
    assert (found["twice"], found["lost"], found["wrong"]) == (0, 0, 0)
    assert found["opened"]
    assert found["closed"]
