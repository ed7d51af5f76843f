"""The runner: what it prints last, and that nothing it skips is silent."""

import sys

import pytest
from tests.postgres import MISSING
from tests.suite import CHECKS, TESTS, Outcome, Step, chosen, run, skips, sum_line


def outcome(name: str, output: str, word: str = "klar") -> Outcome:
    """A finished step."""
    return Outcome(Step(name, ["true"]), word, 1.0, output)


def test_runs_of_pytest_are_summed_and_other_tools_are_not() -> None:
    told = sum_line(
        [
            outcome("ruff", "Found 3 errors."),
            outcome("sqlite", "...\n12 passed, 1 skipped in 1.20s\n"),
            outcome("postgres", "==== 1 failed, 10 passed in 61.20s (0:01:01) ===="),
        ],
        4.5,
    )
    assert told == "1 failed, 22 passed, 1 skipped in 4.50s"


def test_reasons_to_skip_are_counted() -> None:
    told = (
        "SKIPPED [2] a/b.py:12: Node saknas\nSKIPPED [1] a/c.py:1: Node saknas\n3 skipped in 0.1s"
    )
    assert skips(told) == {"Node saknas": 3}


def test_names_choose_steps() -> None:
    everything = [step.name for group in [*CHECKS, *TESTS] for step in group]
    assert sorted(step.name for group in chosen([]) for step in group) == sorted(everything)
    assert chosen(["check"]) == CHECKS
    assert [[step.name for step in group] for group in chosen(["mypy"])] == [["mypy"]]


@pytest.mark.parametrize(("code", "word"), [(0, "klar"), (1, "FEL"), (MISSING, "hoppas över")])
def test_an_exit_code_becomes_a_word(
    code: int, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    step = Step("planted", [sys.executable, "-c", f"print('last words'); raise SystemExit({code})"])
    assert run(step).word == word
    assert "last words" in capsys.readouterr().out


def test_a_missing_folder_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(Step("planted", ["true"], needs="tests/nowhere")).word == "hoppas över"
    assert "tests/nowhere finns inte" in capsys.readouterr().out
