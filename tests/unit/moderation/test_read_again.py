"""Every night each sealed file is read again; what is damaged is told until it is whole."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests.factories.inbox import Desk
from tests.factories.moderation import NOW, message_of, reported
from tests.factories.people import make_user

from torg.desk.queries import Tone, evidence_line, facts
from torg.kernel.blobs import BlobStore
from torg.ledger.models import Entry
from torg.moderation import jobs
from torg.moderation.actions import begin_round, mend_evidence, note_page
from torg.moderation.models import Evidence, EvidenceFault, FixityRound
from torg.moderation.queries import damaged, next_page
from torg.people.models import User
from torg.site.context import alarms

# Noon, so that the night that follows is a new day wherever the municipality is.
BEGAN = NOW.replace(hour=12)
NIGHT = timedelta(days=1)


@pytest.fixture
def blobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BlobStore:
    monkeypatch.setattr(settings, "BLOBS", tmp_path / "blobs")
    return BlobStore(tmp_path / "blobs")


@pytest.fixture
def evidence(desk: Desk, blobs: BlobStore) -> list[Evidence]:
    return [
        reported(desk, message=message_of(desk, f"Text {number}.")).evidence for number in range(3)
    ]


def read_all(now: datetime) -> int:
    return sum(iter(lambda: jobs.check_evidence(clock=lambda: now), 0))


def bars(user: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return " ".join(bar["message"] for bar in alarms(user, facts(user, now)))


def test_each_is_read_once_a_night_a_few_at_a_time(
    evidence: list[Evidence], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "FEW", 2)
    assert [jobs.check_evidence(clock=lambda: BEGAN) for _ in range(4)] == [2, 1, 0, 0]
    assert Entry.objects.get(verb="evidence.checked").facts["evidence"] == 3
    assert read_all(BEGAN + timedelta(hours=2)) == 0, "not twice a day"
    assert read_all(BEGAN + NIGHT) == 3
    held = FixityRound.objects.get()
    assert (held.began_at, held.count) == (BEGAN + NIGHT, 3)
    line = evidence_line(held.municipality)
    assert (line.tone, line.when) == (Tone.GOOD, BEGAN + NIGHT)


@pytest.mark.parametrize("damage", ["changed", "gone", "not to be read"])
def test_a_damaged_file_is_told_once_and_until_it_is_whole(
    desk: Desk,
    evidence: list[Evidence],
    blobs: BlobStore,
    monkeypatch: pytest.MonkeyPatch,
    damage: str,
) -> None:
    moderator = make_user(role="moderator", municipality=desk.municipality)
    path = blobs.path(evidence[1].card_digest)
    whole = path.read_bytes()
    path.unlink()
    if damage == "changed":
        path.write_bytes(b"annat")
    if damage == "not to be read":
        path.mkdir()
    read_all(BEGAN)
    read_all(BEGAN + NIGHT)
    assert Entry.objects.filter(verb="evidence.damaged").count() == 1
    assert EvidenceFault.objects.get().digest == evidence[1].card_digest
    now = BEGAN + NIGHT
    assert "1 bevisfil är skadad eller borta." in bars(moderator, now, monkeypatch)
    assert "bevisfil" not in bars(desk.writer, now, monkeypatch), "who cannot see evidence"
    if damage == "not to be read":
        path.rmdir()
    mend_evidence(
        evidence=evidence[1], part="card", digest=evidence[1].card_digest, copy=whole,
        by=None, now=now,
    )  # fmt: skip
    assert "bevisfil" not in bars(moderator, now, monkeypatch)


def test_what_somebody_put_back_by_hand_is_found_whole_the_next_night(
    evidence: list[Evidence], blobs: BlobStore
) -> None:
    path = blobs.path(evidence[0].card_digest)
    whole = path.read_bytes()
    path.unlink()
    read_all(BEGAN)
    path.write_bytes(whole)
    read_all(BEGAN + NIGHT)
    assert EvidenceFault.objects.get().mended_at == BEGAN + NIGHT
    assert Entry.objects.filter(verb="evidence.whole").count() == 1


def test_two_workers_read_a_page_once(evidence: list[Evidence], blobs: BlobStore) -> None:
    blobs.path(evidence[0].card_digest).unlink()
    first = begin_round(municipality=evidence[0].municipality, now=BEGAN)
    second = begin_round(municipality=evidence[0].municipality, now=BEGAN)
    assert first is not None
    assert second is not None
    page = next_page(first, 2)
    told = [
        note_page(held=held, page=page, faults=damaged(page), now=BEGAN) for held in (first, second)
    ]
    assert told == [True, False]
    assert FixityRound.objects.get().count == 2
    assert EvidenceFault.objects.count() == 1


def test_a_round_that_a_wrong_clock_began_does_not_keep_the_next_waiting(
    evidence: list[Evidence],
) -> None:
    read_all(BEGAN + timedelta(days=30))
    assert read_all(BEGAN) == 3


def test_no_round_where_there_is_nothing(desk: Desk, blobs: BlobStore) -> None:
    assert read_all(BEGAN) == 0
    assert not FixityRound.objects.exists()
    assert evidence_line(desk.municipality).tone is Tone.PLAIN
