"""A channel whose network gives no usable answer waits, tries once, and goes on by itself."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import ScriptedNetwork, make_channel, wire_scripted
from tests.factories.people import make_department, make_user

from torg.channels.models import Channel
from torg.delivery.actions import enqueue, start_worker
from torg.delivery.jobs import deliver_due, settle_unknown
from torg.delivery.models import Act, Breaker, Publication, Worker
from torg.delivery.queries import waiting_channels
from torg.delivery.states import FIRST_PAUSE, TRIP_AFTER, BreakerState, pause_after
from torg.kernel.liveness import FileLock
from torg.kernel.refs import Ref
from torg.ledger.queries import timeline
from torg.people.models import Municipality
from torg.ports.errors import DUPLICATE, Mender, NeedsReconnect, Refused, Unreachable
from torg.ports.network import ActKind, ActRequest, ReadBack, Receipt, Seen

pytestmark = pytest.mark.django_db
SILENT = Unreachable("timeout", maybe_done=True)
AWAY = Unreachable("unreached", maybe_done=False)


@pytest.fixture
def network() -> ScriptedNetwork:
    return wire_scripted()


@pytest.fixture
def channel(municipality: Municipality, network: ScriptedNetwork) -> Channel:
    return make_channel(department=make_department(municipality=municipality))


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[FileLock]:
    held = FileLock(tmp_path)
    yield held
    held.release()


@pytest.fixture
def worker(db: None, lock: FileLock, now: datetime) -> Worker:
    return start_worker(lock=lock, now=now)


def fail(error: Exception) -> Callable[[ActRequest], Receipt]:
    def answer(request: ActRequest) -> Receipt:
        raise error

    return answer


class Round:
    """Acts on a channel and a worker that goes round when told."""

    def __init__(
        self, channel: Channel, network: ScriptedNetwork, worker: Worker, lock: FileLock
    ) -> None:
        self.channel, self.network, self.worker, self.lock = channel, network, worker, lock
        self.number = 0

    def put(self, now: datetime, count: int = 1, text: str = "Badhuset öppnar") -> list[Act]:
        self.number += count
        return [
            enqueue(
                channel=self.channel,
                kind=ActKind.PUBLISH,
                payload={"text": text},
                origin=Ref("test.origin", str(self.number - place)),
                by=None,
                now=now,
            )
            for place in range(count)
        ]

    def go(self, at: datetime) -> int:
        """How many calls the network got."""
        before = len(self.network.calls)
        deliver_due(self.worker, self.lock, clock=lambda: at, slots=1)
        return len(self.network.calls) - before

    @property
    def breaker(self) -> Breaker:
        return Breaker.objects.get(channel=self.channel)


@pytest.fixture
def desk(channel: Channel, network: ScriptedNetwork, worker: Worker, lock: FileLock) -> Round:
    return Round(channel, network, worker, lock)


@pytest.mark.parametrize("error", [SILENT, AWAY])
def test_five_calls_without_answer_and_the_channel_waits(
    desk: Round, now: datetime, error: Unreachable
) -> None:
    desk.network.answer = fail(error)
    desk.put(now, 20)
    assert desk.go(now) == TRIP_AFTER
    assert desk.go(now + FIRST_PAUSE / 2) == 0
    assert desk.breaker.state == BreakerState.OPEN
    said = [item.verb for item in timeline(Ref("channels.channel", str(desk.channel.pk)))]
    assert said.count("channel.waits") == 1


def test_one_trial_at_a_time_and_longer_each_time(desk: Round, now: datetime) -> None:
    desk.network.answer = fail(SILENT)
    desk.put(now, 20)
    desk.go(now)
    at = now
    for trips in range(1, 8):
        pause = pause_after(trips)
        assert desk.go(at + pause - timedelta(seconds=1)) == 0
        at += pause
        assert desk.go(at) == 1
    assert pause_after(99) == timedelta(minutes=15)
    assert desk.breaker.trips == 8


def test_a_trial_that_works_opens_the_way_for_the_rest(desk: Round, now: datetime) -> None:
    desk.network.answer = fail(AWAY)
    desk.put(now, 12)
    desk.go(now)
    desk.network.answer = None
    assert desk.go(now + FIRST_PAUSE) == 12
    assert desk.breaker.state == BreakerState.CLOSED
    assert (desk.breaker.failures, desk.breaker.retry_at) == (0, None)
    said = [item.verb for item in timeline(Ref("channels.channel", str(desk.channel.pk)))]
    assert said.count("channel.answers") == 1


def test_one_good_answer_starts_the_count_anew(desk: Round, now: datetime) -> None:
    at = now
    for _ in range(4):
        desk.network.answer = fail(AWAY)
        desk.put(at, TRIP_AFTER - 1)
        desk.go(at)
        desk.network.answer = None
        at += timedelta(minutes=30)
        desk.go(at)
        assert desk.breaker.state == BreakerState.CLOSED


@pytest.mark.parametrize(
    "error",
    [Refused("no", cause="Nej.", mender=Mender.AUTHOR), NeedsReconnect("http-401")],
)
def test_a_clear_no_is_an_answer(desk: Round, now: datetime, error: Exception) -> None:
    desk.network.answer = fail(error)
    desk.put(now, 12)
    desk.go(now)
    assert not waiting(desk.channel)


def waiting(channel: Channel) -> bool:
    return Breaker.objects.filter(channel=channel).exclude(state=BreakerState.CLOSED).exists()


def test_when_the_network_asks_to_wait_nothing_else_on_the_channel_calls(
    desk: Round, now: datetime
) -> None:
    wait = timedelta(minutes=7)
    desk.network.answer = fail(
        Refused("too-many", cause="Nej.", mender=Mender.NETWORK, retry_after=wait)
    )
    desk.put(now, 5)
    assert desk.go(now) == 1
    assert desk.go(now + wait - timedelta(seconds=1)) == 0
    desk.network.answer = None
    assert desk.go(now + wait) == 5


def test_a_second_channel_goes_on(desk: Round, now: datetime) -> None:
    desk.network.answer = fail(SILENT)
    desk.put(now, 6)
    desk.go(now)
    other = make_channel(department=desk.channel.department, name="Den andra")
    desk.channel, desk.network.answer = other, None
    desk.put(now)
    assert desk.go(now) == 1


def test_a_trial_that_died_does_not_block_for_ever(desk: Round, now: datetime) -> None:
    desk.network.answer = fail(SILENT)
    desk.put(now, 8)
    desk.go(now)
    at = now + FIRST_PAUSE
    window = desk.network.card.uncertainty
    Breaker.objects.update(state=BreakerState.TRIAL, retry_at=at + window)
    assert desk.go(at) == 0
    assert desk.go(at + window) == 1


def test_a_waiting_breaker_always_has_a_time(desk: Round, now: datetime) -> None:
    desk.network.answer = fail(SILENT)
    desk.put(now, 6)
    desk.go(now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Breaker.objects.update(retry_at=None)


def test_a_duplicate_after_an_unclear_call_is_looked_for(desk: Round, now: datetime) -> None:
    [act] = desk.put(now)
    desk.network.answer = fail(SILENT)
    desk.go(now)
    at = now + timedelta(minutes=5)
    settle_unknown(clock=lambda: at)
    desk.network.answer = fail(Refused(DUPLICATE, cause="Finns.", mender=Mender.AUTHOR))
    desk.go(at + timedelta(minutes=5))
    act.refresh_from_db()
    assert (act.state, act.code) == ("unknown", DUPLICATE)


def test_a_duplicate_at_the_first_call_is_a_plain_no(desk: Round, now: datetime) -> None:
    [act] = desk.put(now)
    desk.network.answer = fail(Refused(DUPLICATE, cause="Finns.", mender=Mender.AUTHOR))
    desk.go(now)
    act.refresh_from_db()
    assert (act.state, act.cause) == ("refused", "Finns.")


def test_another_acts_twin_is_not_taken_for_ours(desk: Round, now: datetime) -> None:
    [twin] = desk.put(now)
    desk.go(now)
    theirs = Publication.objects.get(act=twin)
    [act] = desk.put(now)
    desk.network.answer = fail(SILENT)
    desk.go(now)
    receipt = Receipt(theirs.network_id, "", now)
    desk.network.look = lambda _: ReadBack(Seen.FOUND, "Syns.", receipt)
    settle_unknown(clock=lambda: now + timedelta(minutes=5))
    act.refresh_from_db()
    assert (act.state, act.asks_person) == ("unknown", True)
    assert act.found


def test_a_network_clock_behind_ours_hides_nothing(desk: Round, now: datetime) -> None:
    [act] = desk.put(now)
    desk.network.answer = fail(SILENT)
    desk.go(now)
    settle_unknown(clock=lambda: now + timedelta(minutes=5))
    assert [request.key for request in desk.network.looks] == [act.key]
    assert desk.network.looked_since == [now - timedelta(minutes=5)]


def test_the_person_sees_why_on_the_channels_page_and_in_min_dag(
    desk: Round, now: datetime, client: Client
) -> None:
    user = make_user(department=desk.channel.department, role="administrator")
    client.force_login(user)
    desk.network.answer = fail(SILENT)
    desk.put(now, 6)
    desk.go(now)
    assert [breaker.channel for breaker in waiting_channels(user)] == [desk.channel]
    page = client.get(
        reverse("channels:show_channel", kwargs={"channel_id": desk.channel.pk})
    ).content.decode()
    day = client.get(reverse("desk:show_day")).content.decode()
    for shown in (page, day):
        assert "Nätverket svarar inte på våra anrop, eller svarar obegripligt." in shown
        assert "systemadministratören" in shown
    assert "Torg prövar igen" in page
