"""A line of B9 fails on a ratio above its gate, and on evidence that is sealed too late."""

from dataclasses import replace

from benchmarks.evidence import Measured, _line

CALM = Measured(
    sheets=10, image=False, ratio=1.1, bare=1.2, each=0.15, click=0.25, click_wall=0.3
)  # fmt: skip


def test_within_its_gates_it_passes() -> None:
    assert _line(CALM).passes


def test_a_slow_sheet_or_a_late_seal_fails() -> None:
    assert not _line(replace(CALM, ratio=1.26)).passes
    assert _line(replace(CALM, click=0.51)).faults == ("click to sealed took 0.51 s",)
