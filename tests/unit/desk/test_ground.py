"""The ground under the desk: what is about to give way is told before it does."""

import json
from collections import namedtuple
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from tests.factories.inbox import Desk
from tests.factories.people import make_user

from torg.desk.queries import RESTORED, Line, Tone, facts, ground_alarms, status
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.people.models import User
from torg.site.context import alarms

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")
GIB = 10**9


@pytest.fixture
def last_backup(data_folder: Path) -> Iterator[Path]:
    """Where the last backup is noted."""
    file = data_folder / "last-backup.json"
    yield file
    file.unlink(missing_ok=True)


def line(desk: Desk, now: datetime, name: str) -> Line:
    return next(one for one in status(desk.writer, now).house if one.name == name)


def note(desk: Desk, verb: str, at: datetime) -> None:
    with transaction.atomic():
        record(
            municipality=desk.municipality,
            verb=verb,
            summary="Torg återställdes från säkerhetskopian från 8 september.",
            about=[Ref("site.backup", "b" * 64)],
            by=None,
            now=at,
        )


def bars(user: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return [bar["message"] for bar in alarms(user, facts(user, now))]


def test_a_disk_that_fills_warns_administrators_then_everybody(
    desk: Desk, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss = make_user(role="administrator", municipality=desk.municipality)
    free = 1.5 * GIB
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: Usage(100 * GIB, 0, free))
    assert line(desk, now, "Diskutrymme").tone is Tone.LOOK
    assert any("börjar bli full" in bar for bar in bars(boss, now, monkeypatch))
    assert not any("full" in bar for bar in bars(desk.writer, now, monkeypatch))
    free = 0.1 * GIB
    assert line(desk, now, "Diskutrymme").tone is Tone.WRONG
    assert "Den som sköter datorn" in line(desk, now, "Diskutrymme").remedy
    assert any("nästan full" in bar for bar in bars(desk.writer, now, monkeypatch))


def test_a_clock_behind_the_log_is_wrong(desk: Desk, now: datetime) -> None:
    note(desk, "prov.prov", now)
    assert line(desk, now, "Datorns klocka").tone is Tone.GOOD
    late = line(desk, now - timedelta(hours=1), "Datorns klocka")
    assert late.tone is Tone.WRONG
    assert "Klockan går efter: loggens senaste post är från" in late.text
    told = ground_alarms(desk.municipality, now - timedelta(hours=1), ahead=True)
    assert "Klockan går efter" in told[-1].text


@pytest.mark.parametrize(("hours", "way"), [(3, "fram"), (-3, "tillbaka")])
def test_a_clock_that_jumps_is_told(
    hours: int, way: str, desk: Desk, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torg.desk.queries.storage.drift", lambda: timedelta(hours=hours))
    found = line(desk, now, "Datorns klocka")
    assert found.tone is Tone.LOOK
    assert f"Klockan har ställts {way} 3" in found.text
    assert "startar om Torg" in found.remedy


def test_the_last_backup_and_its_age(desk: Desk, now: datetime, last_backup: Path) -> None:
    assert "Ingen säkerhetskopia" in line(desk, now, "Säkerhetskopia").text
    last_backup.write_text(json.dumps({"at": now.isoformat()}))
    assert line(desk, now, "Säkerhetskopia").tone is Tone.GOOD
    assert line(desk, now + timedelta(days=3), "Säkerhetskopia").tone is Tone.LOOK
    last_backup.write_text("trasig")
    assert "Ingen säkerhetskopia" in line(desk, now, "Säkerhetskopia").text


def test_damage_that_the_last_backup_found_is_told_until_one_is_whole(
    desk: Desk, now: datetime, last_backup: Path
) -> None:
    yesterday = now - timedelta(days=1)
    told = {"at": yesterday.isoformat(), "damaged_at": now.isoformat()}
    last_backup.write_text(json.dumps(told))
    assert line(desk, now, "Säkerhetskopia").when == yesterday
    found = line(desk, now, "Databas")
    if connection.vendor == "postgresql":
        assert found.tone is Tone.GOOD
        return
    assert (found.tone, found.when) == (Tone.WRONG, now)
    assert "Databasen är skadad" in found.text
    assert "återställer den senaste hela" in found.remedy
    last_backup.write_text(json.dumps({"at": now.isoformat()}))
    assert line(desk, now, "Databas").tone is Tone.GOOD


def test_a_restore_is_shown_and_after_a_week_is_history(desk: Desk, now: datetime) -> None:
    note(desk, RESTORED, now)
    found = line(desk, now + timedelta(hours=1), "Återställning")
    assert (found.tone, found.when) == (Tone.LOOK, now)
    assert "återställdes från säkerhetskopian" in found.text
    assert line(desk, now + timedelta(days=8), "Återställning").tone is Tone.PLAIN
