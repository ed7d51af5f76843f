"""A peer beside Torg: the same work, judged by the same measure, never ours to flatter."""

from collections.abc import Mapping
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from benchmarks import __main__ as command
from benchmarks import (
    deadline,
    deadline_peer,
    desk_peer,
    inbox,
    ingest,
    peer_desk,
    peer_hours,
    peer_queue,
    peers,
    publish_peer,
)
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
    assert set(peers.PINS) == {peer for _, peer in command.PEERS}
    assert {("ingest", desk_peer.PEER), ("inbox", desk_peer.PEER)} <= set(command.PEERS)
    assert set(peer_desk.WORKS) == {"mail", "list"}


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
    assert main(["verify", "--peer", "django-helpdesk"]) == 2
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


def desk(seconds: float, lost: int = 0) -> Any:
    """A help desk that takes so long for a message or a list, and loses so many."""

    def asked(peer: str, script: Path, given: Mapping[str, Any]) -> dict[str, Any]:
        if given["work"] == "mail":
            letters = given["letters"]
            stored, text = len(letters) - lost, letters[0]["text"]
            return {"seconds": seconds * len(letters), "stored": stored, "text": text}
        newest = list(range(given["rows"], given["rows"] - 25, -1))
        return {
            "open": {"seconds": 0.001, "ids": newest, "found": given["open"]},
            "all": {"seconds": seconds, "ids": newest, "found": given["rows"] - lost},
        }

    return asked


@pytest.mark.parametrize(
    ("seconds", "lost", "single", "passes"),
    [
        (0.051, 0, False, True),
        (0.049, 0, False, False),
        (0.051, 1, False, False),
        (0.016, 0, True, True),
        (0.014, 0, True, False),
    ],
)
def test_a_desk_takes_fifty_times_as_long_for_a_message(
    monkeypatch: pytest.MonkeyPatch, seconds: float, lost: int, single: bool, passes: bool
) -> None:
    monkeypatch.setattr(desk_peer, "asked", desk(seconds, lost))
    monkeypatch.setattr(ingest, "measured", lambda *_: {"subject": 1.0, "chunk": 1000})
    (line,) = desk_peer.ingested(Plan("sqlite", (40,), 1, single))
    assert line.passes is passes
    assert line.rows == 40


def test_no_more_letters_than_agreed_and_no_size_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_peer, "asked", desk(1.0))
    monkeypatch.setattr(desk_peer, "MOST", 50)
    monkeypatch.setattr(ingest, "measured", lambda *_: {"subject": 1.0, "chunk": 1000})
    lines = desk_peer.ingested(Plan("sqlite", (40, 100, 200), 1))
    assert [line.rows for line in lines] == [40, 50]


@pytest.mark.parametrize(
    ("rows", "seconds", "lost", "passes"),
    [
        (100_000, 0.251, 0, True),
        (100_000, 0.249, 0, False),
        (100_000, 0.251, 1, False),
        (10_000, 0.001, 0, True),
    ],
)
def test_a_desk_takes_fifty_times_as_long_for_a_list(
    monkeypatch: pytest.MonkeyPatch, rows: int, seconds: float, lost: int, passes: bool
) -> None:
    found = {"pages": {"new": {"subject_ms": 5.0}, "done": {"subject_ms": 5.0}}}
    monkeypatch.setattr(desk_peer, "asked", desk(seconds, lost))
    monkeypatch.setattr(inbox, "measured", lambda *_: found)
    of_open, line = desk_peer.paged(Plan("sqlite", (rows,), 1))
    assert line.passes is passes
    assert ("not judged" in line.told) is (rows < 100_000)
    # The open list is told at every size, and judged at none.
    assert of_open.passes
    assert "not judged" in of_open.told


def test_a_letter_says_that_a_machine_sent_it() -> None:
    given = {"sender": "Åsa <a@network.example>", "subject": "Fråga", "text": "Är badet öppet?"}
    made = message_from_string(peer_desk.letter(7, given), EmailMessage, policy=default)
    assert made["Auto-Submitted"] == "auto-generated"
    assert (made["Message-ID"], made["To"]) == ("<7@network.example>", peer_desk.DESK)
    assert made.get_content().strip() == given["text"]
