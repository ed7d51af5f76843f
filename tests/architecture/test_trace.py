"""The trace counts what a passing test shows, and refuses ids that no requirement has."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.house import ROOT
from tests.trace import Trace, joined, known_ids, report

PLANTED = """
import pytest

@pytest.mark.req("M1-29", "M1-30")
def test_well(): pass

@pytest.mark.req("M1-31")
def test_ill(): assert False

@pytest.mark.req("M1-30")
def test_ill_too(): assert False

@pytest.mark.req("M1-32")
@pytest.mark.skip
def test_skipped(): pass

@pytest.mark.req("M1-33")
@pytest.mark.xfail
def test_expected_to_fail(): assert False
"""


def run(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """pytest with the plugin over one planted file."""
    (folder / "test_planted.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = req\n")
    options = ["-p", "no:cacheprovider", "-p", "no:django", "-p", "tests.trace"]
    where = ["-c", str(folder / "pytest.ini"), f"--trace-folder={folder}", "--trace-run=planted"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *where, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_only_what_passes_is_shown(tmp_path: Path) -> None:
    told = run(tmp_path, PLANTED)
    assert told.returncode == 1, told.stdout + told.stderr
    trace = joined([json.loads((tmp_path / "planted.json").read_text())])
    assert trace.shown() == {"M1-29"}
    assert set(trace.failed) == {"M1-30", "M1-31"}


def test_an_unknown_id_stops_the_run(tmp_path: Path) -> None:
    told = run(tmp_path, PLANTED.replace("M1-29", "M1-99"))
    assert told.returncode == 4
    assert "M1-99" in told.stderr + told.stdout


def test_runs_are_joined_and_a_failure_anywhere_counts() -> None:
    first, second = Trace(), Trace()
    first.note(["G-01", "G-02"], "sqlite", passed=True)
    second.note(["G-02"], "postgres", passed=False)
    whole = joined([vars(first), vars(second)])
    assert whole.shown() == {"G-01"}
    told = report(whole)
    assert told.endswith(f"trace: 1/{len(known_ids())}")
    for group, sums in {"HELP": "1/48", "guidance": "1/57", "Göteborg": "1/"}.items():
        assert re.search(rf"^  {group} +{sums}", told, re.MULTILINE), group
    town = next(line for line in told.splitlines() if line.startswith("  Göteborg"))
    assert "G-02" in town


def test_there_are_310_ids_and_none_twice() -> None:
    assert len(known_ids()) == len(set(known_ids())) == 310
