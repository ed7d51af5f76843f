"""A line names every gate that is missed, not only its ratio."""

from typing import Any

import pytest
from benchmarks import inbox, publish, webhook
from benchmarks.plan import Plan

CALM: dict[str, Any] = {
    "first": 0.3, "p50": 3.0, "p99": 6.3, "last": 6.5, "lost": 0, "double": 0, "cpu": 2.0,
    "asks": 0,
}  # fmt: skip
HARMED = {**CALM, "killed": 1}


def page(ms: float = 5.0, queries: int = 6) -> dict[str, Any]:
    return {
        "ratio": ms / 0.5, "subject_ms": ms, "limit_ms": 0.5, "queries": queries, "p99_ms": 9.0,
    }  # fmt: skip


def test_posts_in_time_pass() -> None:
    found = {"calm": CALM, "harmed": HARMED, "ideal": 6.4}
    assert publish._line("sqlite", 1000, 32, found).passes
    late = {**found, "calm": {**CALM, "last": 7.0}}
    assert not publish._line("sqlite", 1000, 32, late).passes


def test_few_posts_leave_out_the_many_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def cell(db: str, posts: int, slots: int, *more: str) -> dict[str, Any]:
        if more == ("--planned",):
            return CALM
        asked.append((posts, slots))
        return {"calm": CALM, "harmed": HARMED, "ideal": 6.4}

    monkeypatch.setattr(publish, "_cell", cell)
    for rows in ((10_000,), (10_000, 100_000)):
        publish.run(Plan("sqlite", rows, 1))
    assert asked == [(200, 8), (200, 32), (1000, 8), (1000, 32), (1000, 128)]


@pytest.mark.parametrize(("key", "value"), [("first", 0.6), ("lost", 1), ("double", 1)])
def test_a_post_late_lost_or_doubled_fails(key: str, value: float) -> None:
    found = {"calm": {**CALM, key: value}, "harmed": HARMED, "ideal": 6.4}
    assert publish._line("sqlite", 1000, 32, found).faults


def test_posts_from_the_plan_are_told_and_none_may_be_lost_or_doubled() -> None:
    line = publish._planned("sqlite", 1000, {**CALM, "last": 60.0})
    assert line.passes
    assert "first 0.30 s" in line.told
    for key in ("lost", "double"):
        assert not publish._planned("sqlite", 1000, {**CALM, key: 1}).passes


@pytest.mark.parametrize(
    ("pages", "busy"),
    [({"new": page(queries=7)}, 9.0), ({"new": page(8.0)}, 9.0), ({"new": page()}, 31.0)],
)
def test_a_page_that_asks_grows_or_waits_too_much_fails(pages: dict[str, Any], busy: float) -> None:
    first = {"pages": {"new": page()}, "idle_ms": 10.0, "busy_ms": 9.0, "taken": 900.0}
    assert inbox._line("sqlite", 10_000, first, first).passes
    found = {**first, "pages": pages, "busy_ms": busy}
    assert len(inbox._line("sqlite", 100_000, found, first).faults) == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [("lost", 1), ("forged_stored", 1), ("wrong", 1), ("paced_p99", 51.0), ("ratio", 2.6)],
)
def test_a_delivery_lost_forged_late_or_dear_fails(key: str, value: float) -> None:
    found = {
        "workers": 1, "ratio": 2.0, "least": 1.9, "most": 2.1, "subject": 300.0, "limit": 150.0,
        "rate": 900.0, "p99": 9.0, "paced_p99": 9.0, "alone_p99": 3.0, "wrong": 0, "sent": 100,
        "refused": 5, "answered": 200, "lost": 0, "forged_stored": 0, "load": 1.0,
    }  # fmt: skip
    assert webhook._line("sqlite", 1, found).passes
    assert not webhook._line("sqlite", 1, {**found, key: value}).passes
