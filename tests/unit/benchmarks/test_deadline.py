"""The benchmark measures what it says: right answers, and a gate that can fail."""

import json
from pathlib import Path

import pytest
from benchmarks import deadline
from benchmarks.__main__ import TABLE, main, size
from benchmarks.plan import Line


def test_the_calendar_agrees_with_the_minute_walker() -> None:
    assert deadline.wrong(deadline.office(), deadline.arrivals(60)) == 0


def test_the_limit_answers_the_same() -> None:
    calendar, instants = deadline.office(), deadline.arrivals(500)
    starts, ends, through = deadline.tables(calendar)
    numbers = [deadline.micros(at) for at in instants]
    amount = deadline.OFFICE_MINUTES * 60_000_000
    assert deadline.bisected(starts, ends, through, numbers, amount) == [
        deadline.micros(calendar.add_office_minutes(at, deadline.OFFICE_MINUTES)) for at in instants
    ]


def test_a_ratio_above_the_gate_or_a_fault_fails() -> None:
    assert Line(1, 2.9, 3.0, "").passes
    assert not Line(1, 3.1, 3.0, "").passes
    assert not Line(1, 1.0, 3.0, "", ("wrong",)).passes


def test_where_no_ratio_is_judged_a_fault_still_fails() -> None:
    assert Line(1, 900.0, None, "").passes
    assert not Line(1, 0.1, None, "", ("wrong",)).passes


def test_an_unjudged_line_is_written_as_json_knows_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(TABLE, "deadline", ("", lambda _plan: [Line(1, 2.0, None, "told")]))
    file = tmp_path / "told.json"
    assert main(["deadline", "--json", str(file)]) == 0
    assert "ratio 2 (not judged) pass" in capsys.readouterr().out
    (line,) = json.loads(file.read_text(encoding="utf-8"), parse_constant=pytest.fail)["deadline"]
    assert line["gate"] is None


@pytest.mark.parametrize(("text", "number"), [("10k", 10_000), ("1m", 1_000_000), ("77", 77)])
def test_sizes(text: str, number: int) -> None:
    assert size(text) == number


def test_it_prints_and_writes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(deadline, "GATE", 1000.0)
    monkeypatch.setattr(deadline, "LEAST_A_SECOND", 1)  # of a machine that does other things
    file = tmp_path / "out.json"
    assert main(["deadline", "--rows", "500", "--rounds", "1", "--json", str(file)]) == 0
    assert "deadline rows 500: ratio " in capsys.readouterr().out
    assert json.loads(file.read_text())["deadline"][0]["rows"] == 500
    monkeypatch.setattr(deadline, "GATE", 0.001)
    assert main(["deadline", "--rows", "500", "--rounds", "1"]) == 1


def test_one_that_is_not_built_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    name = next(name for name, (_, run) in TABLE.items() if run is None)
    assert main([name]) == 2
    assert "inte byggt än" in capsys.readouterr().out
