"""A peer beside Torg: the same work, judged by the same measure, never ours to flatter."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from benchmarks import deadline, deadline_peer, peer_hours, peer_queue, peers, publish_peer
from benchmarks.__main__ import main
from benchmarks.plan import Plan

from torg.kernel.swedish_calendar import FreeDays
from torg.kernel.worktime import OfficeCalendar, OfficeHours


def played(seconds: float, late: int) -> Any:
    """A peer that takes so long and is a minute late in the first so many answers."""
    calendar = OfficeCalendar(OfficeHours(week=(deadline.USUAL,) * 5 + ((),) * 2, free=FreeDays()))

    def asked(peer: str, script: Path, given: Mapping[str, Any]) -> dict[str, Any]:
        due = [
            deadline.micros(calendar.add_office_minutes(at, 60 * given["hours"]))
            + (deadline.MINUTE if number < late else 0)
            for number, at in enumerate(deadline.arrivals(len(given["arrived"])))
        ]
        return {"seconds": seconds, "due": due}

    return asked


def test_each_peer_has_its_pins_its_way_and_its_gate() -> None:
    assert set(peer_hours.PEERS) == set(deadline_peer.GATES)
    assert set(peer_queue.PEERS) == set(publish_peer.DATABASES)
    assert set(peers.PINS) == set(deadline_peer.GATES) | set(publish_peer.DATABASES)


def test_a_slow_and_wrong_peer_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline_peer, "asked", played(60.0, late=3))
    (line,) = deadline_peer.run("pandas", Plan("sqlite", (40,), 1))
    assert line.passes
    assert "Torg 0, pandas 3 of 40" in line.told


def test_a_quick_peer_fails_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline_peer, "asked", played(1e-6, late=0))
    (line,) = deadline_peer.run("pandas", Plan("sqlite", (40,), 1))
    assert not line.passes


def test_a_peer_that_is_not_built_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", "--peer", "django-helpdesk"]) == 2
    assert "inte byggt" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("last", "lost", "theirs", "passes"),
    [
        (1.0, 0, [0.2, 1.2], True),
        (1.5, 0, [0.2, 1.2], False),
        (1.0, 1, [0.2, 1.2], False),
        (1.5, 0, [0.2], True),  # it dropped one
    ],
)
def test_a_queue_is_beaten_by_no_lost_and_no_later_post(
    monkeypatch: pytest.MonkeyPatch, last: float, lost: int, theirs: list[float], passes: bool
) -> None:
    ours = {"first": 0.2, "last": last, "lost": lost}
    monkeypatch.setattr(publish_peer, "alone", lambda *_: ours)
    monkeypatch.setattr(publish_peer, "asked", lambda *_: {"late": theirs})
    (line,) = publish_peer.run("huey", Plan("sqlite", (100,), 1))
    assert line.passes is passes
    assert f"dropped {2 - len(theirs)}" in line.told
