"""How Torg is doing: what is wrong is named, and nothing secret or local is shown."""

from collections import namedtuple
from datetime import datetime, timedelta

import pytest
from django.db import connection
from tests.factories.inbox import Desk
from tests.factories.moderation import StandInRenderer, rendering
from tests.factories.people import make_user
from tests.factories.week import Week, break_connection

from torg.delivery.models import Worker
from torg.desk.queries import Line, Tone, status
from torg.desk.queries import status as status_of
from torg.inbox.models import RawDelivery, SyncState
from torg.ledger.jobs import checkpoint_all

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


def line(desk: Desk, now: datetime, name: str) -> Line:
    found = status_of(desk.writer, now)
    return next(one for one in [*found.work, *found.house] if one.name == name)


def alive(now: datetime) -> Worker:
    return Worker.objects.create(host="dator-7", pid=4711, started_at=now, beat_at=now)


def test_a_silent_worker_is_wrong_and_a_beating_one_is_well(desk: Desk, now: datetime) -> None:
    assert line(desk, now, "Bakgrundsarbete").tone is Tone.WRONG
    alive(now)
    assert line(desk, now, "Bakgrundsarbete").tone is Tone.GOOD
    assert line(desk, now + timedelta(minutes=3), "Bakgrundsarbete").tone is Tone.WRONG


def test_processes_are_for_administrators(desk: Desk, now: datetime) -> None:
    alive(now)
    assert status(desk.lead, now).processes == []
    boss = make_user(role="administrator", municipality=desk.municipality)
    assert [one.host for one in status(boss, now).processes] == ["dator-7"]


def test_the_age_of_the_oldest_act_and_delivery(desk: Desk, week: Week, now: datetime) -> None:
    assert line(desk, now, "Kö ut till nätverken").tone is Tone.GOOD
    week.out("Fastnat", week.main, -1, "due")
    assert "1\N{NO-BREAK SPACE}d" in line(desk, now, "Kö ut till nätverken").text
    RawDelivery.objects.create(
        municipality=desk.municipality,
        channel=desk.channel,
        source="webhook",
        received_at=now - timedelta(minutes=5),
        body=b"{}",
        digest="0" * 64,
        not_before=now,
    )
    assert line(desk, now, "Kö in från nätverken").tone is Tone.LOOK
    RawDelivery.objects.update(tries=3)
    assert line(desk, now, "Kö in från nätverken").tone is Tone.WRONG


def test_each_channel_says_when_it_was_last_read(desk: Desk, week: Week, now: datetime) -> None:
    break_connection(week.library, now)
    SyncState.objects.create(municipality=desk.municipality, channel=week.main, last_ok_at=now)
    SyncState.objects.create(
        municipality=desk.municipality,
        channel=week.bus,
        last_ok_at=now - timedelta(hours=1),
        failing_since=now - timedelta(minutes=30),
    )
    told = {one.channel: one for one in status(desk.writer, now).channels}
    assert told[week.library].tone is Tone.WRONG
    assert (told[week.main].tone, told[week.main].read_at) == (Tone.GOOD, now)
    assert told[week.bus].tone is Tone.LOOK
    assert told[desk.channel].tone is Tone.PLAIN


def test_the_database_is_named_with_its_version(desk: Desk, now: datetime) -> None:
    text = line(desk, now, "Databas").text
    assert text.startswith("PostgreSQL 1" if connection.vendor == "postgresql" else "SQLite 3.")


def test_a_full_disk_is_wrong(desk: Desk, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: Usage(10**12, 10**12, 10**6))
    assert line(desk, now, "Diskutrymme").tone is Tone.WRONG


def test_the_renderer_says_what_it_lacks(desk: Desk, now: datetime) -> None:
    with rendering(StandInRenderer(missing="Pango saknas.")):
        assert line(desk, now, "Bevis som PDF/A").text == "Pango saknas."
    with rendering(StandInRenderer()):
        assert line(desk, now, "Bevis som PDF/A").tone is Tone.GOOD


def test_the_log_and_the_rules(desk: Desk, week: Week, now: datetime) -> None:
    name = "Loggens senaste kontrollpunkt"
    assert line(desk, now, name).when is None
    checkpoint_all(now)
    assert line(desk, now, name).tone is Tone.GOOD
    assert line(desk, now + timedelta(hours=2), name).tone is Tone.LOOK
    assert "Göteborg" in line(desk, now, "Regelverk").text
