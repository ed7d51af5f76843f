"""Checkpoints that leave the house: each place gets its own, at its own pace, until it has it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from tests.factories.entries import make_entry
from tests.factories.people import make_user

from torg.desk.queries.status import status
from torg.kernel.scope import scope
from torg.ledger import actions, queries
from torg.ledger.actions import checkpoint
from torg.ledger.jobs import hand_over_due
from torg.ledger.models import Checkpoint, Departure, Entry
from torg.people.models import Municipality
from torg.ports.errors import Mender, Refused, Unreachable
from torg.ports.witness import Statement, use_witnesses
from torg.site import wiring


class Place:
    """A place whose answers the test decides."""

    def __init__(self, name: str, every: timedelta = timedelta(0)) -> None:
        self.name, self.every = name, every
        self.has: list[Statement] = []
        self.fails: Exception | None = None

    def keep(self, statement: Statement) -> bytes:
        """Take it, or fail."""
        if self.fails:
            raise self.fails
        self.has.append(statement)
        return b"proof" if self.name == "stamp" else b""


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEYS", tmp_path / "keys")


@pytest.fixture
def places() -> Iterator[tuple[Place, Place]]:
    made = Place("folder"), Place("stamp", timedelta(days=1))
    use_witnesses(made)
    yield made
    use_witnesses(())


def grow(municipality: Municipality, now: datetime) -> Checkpoint:
    """One more entry, signed."""
    make_entry(municipality, now)
    made = checkpoint(municipality=municipality, now=now)
    assert made is not None
    return made


def sizes(place: Place) -> list[int]:
    return [statement.size for statement in place.has]


def test_the_newest_leaves_and_no_more_often_than_the_place_asks(
    municipality: Municipality, now: datetime, places: tuple[Place, Place]
) -> None:
    folder, stamp = places
    assert hand_over_due(now) == []
    assert sizes(folder) == []
    for hour in (0, 1, 23, 25):
        then = now + timedelta(hours=hour)
        kept = grow(municipality, then)
        assert hand_over_due(then) == []
        assert hand_over_due(then) == []
        assert folder.has[-1].note == kept.note
    assert sizes(folder) == [1, 2, 3, 4]
    assert sizes(stamp) == [1, 4]
    assert not Entry.objects.filter(verb__contains="departure").exists()


@pytest.mark.parametrize(
    ("fails", "cause"),
    [
        (Unreachable("folder-gone", maybe_done=False), "folder-gone"),
        (Refused("tsa", cause="Ingen stämpel.", mender=Mender.OPERATOR), "Ingen stämpel."),
    ],
)
def test_a_place_that_fails_is_tried_again_and_holds_up_no_other(
    municipality: Municipality,
    now: datetime,
    places: tuple[Place, Place],
    fails: Exception,
    cause: str,
) -> None:
    folder, stamp = places
    grow(municipality, now)
    folder.fails = fails
    assert hand_over_due(now) == ["provkommun: folder"]
    assert sizes(stamp) == [1]
    told = queries.outside(municipality, now)[0]
    assert (told.cause, told.at, told.is_late) == (cause, None, False)
    assert queries.outside(municipality, now + timedelta(hours=2))[0].is_late
    folder.fails = None
    assert hand_over_due(now + timedelta(minutes=5)) == []
    assert Departure.objects.filter(witness="folder").count() == 1
    told = queries.outside(municipality, now + timedelta(hours=2))[0]
    assert (told.cause, told.size, told.is_late) == ("", 1, False)


def test_a_checkpoint_in_a_folder_catches_a_log_that_was_put_back(
    municipality: Municipality, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way: settings, wiring, sweep, file, and the file held against another log."""
    monkeypatch.setattr(settings, "LEDGER_FOLDER", str(tmp_path))
    use_witnesses(wiring._witnesses())
    try:
        for _ in range(3):
            grow(municipality, now)
        hand_over_due(now)
    finally:
        use_witnesses(())
    note = (tmp_path / "provkommun" / "000000000003.txt").read_text(encoding="utf-8")
    assert queries.verify(municipality, notes=[note]).ok
    other = note.replace("\n3\n", "\n4\n")
    assert {one.kind for one in queries.verify(municipality, notes=[other]).problems} == {
        "signature"
    }


def test_the_settings_name_the_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert list(wiring._witnesses()) == []
    for name, value in (
        ("LEDGER_FOLDER", str(tmp_path)),
        ("LEDGER_MAIL", ["registrator@example.se"]),
        ("LEDGER_TSA", "https://tsa.example.se"),
    ):
        monkeypatch.setattr(settings, name, value)
    assert [place.name for place in wiring._witnesses()] == ["folder", "mail", "stamp"]


def test_the_status_page_says_what_has_left_and_when_nothing_does(
    municipality: Municipality, now: datetime, places: tuple[Place, Place]
) -> None:
    reader = make_user(role="registrar", municipality=municipality)

    def lines() -> dict[str, tuple[str, str]]:
        with scope(municipality.pk):
            told = status(reader, now).house
        return {line.name: (line.tone, line.text) for line in told if "utanför" in line.name}

    places[0].fails = Unreachable("folder-gone", maybe_done=False)
    grow(municipality, now)
    hand_over_due(now)
    told = lines()
    assert told["Kontrollpunkter utanför huset, mapp"][0] == "warning"
    assert "folder-gone" in told["Kontrollpunkter utanför huset, mapp"][1]
    assert told["Kontrollpunkter utanför huset, tidsstämpel"][0] == "success"
    use_witnesses(())
    assert "Ingen plats är inställd" in lines()["Kontrollpunkter utanför huset"][1]


def test_the_commands_hand_over_at_once_and_write_the_stamps_out(
    municipality: Municipality,
    now: datetime,
    places: tuple[Place, Place],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        call_command("ledger", "send")
    kept = grow(municipality, now)
    call_command("ledger", "send")
    assert "provkommun, stamp: post 1 lämnad." in capsys.readouterr().out
    call_command("ledger", "receipts", str(tmp_path))
    assert (tmp_path / "provkommun" / "000000000001.txt").read_text() == kept.note
    assert (tmp_path / "provkommun" / "000000000001.tsr").read_bytes() == b"proof"
    places[0].fails = Unreachable("folder-gone", maybe_done=False)
    with pytest.raises(SystemExit):
        call_command("ledger", "send")
    assert "INTE LÄMNAD. folder-gone" in capsys.readouterr().out
    use_witnesses(())
    with pytest.raises(SystemExit):
        call_command("ledger", "send")
    assert "ingen plats är inställd" in capsys.readouterr().out


def test_a_place_that_has_it_keeps_it_when_handed_over_again(
    municipality: Municipality, now: datetime, places: tuple[Place, Place]
) -> None:
    """`ledger send` by hand fails: what was taken in before is still what the place has."""
    _folder, stamp = places
    kept = grow(municipality, now)
    actions.hand_over(checkpoint=kept, witness=stamp, now=now)
    stamp.fails = Unreachable("timeout", maybe_done=True)
    assert actions.hand_over(checkpoint=kept, witness=stamp, now=now).cause == "timeout"
    held = Departure.objects.get(witness="stamp")
    assert (held.at, bytes(held.receipt)) == (now, b"proof")
