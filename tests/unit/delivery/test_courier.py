"""The worker's courier: a silent network holds up its own channel, and nobody else's."""

from collections.abc import Iterator
from datetime import timedelta
from math import inf
from pathlib import Path
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection
from django.utils import timezone
from tests.factories.delivery import ScriptedNetwork, make_channel, wire_scripted
from tests.factories.people import make_department, make_user
from tests.factories.waiting import until

from torg.channels.models import Channel
from torg.delivery.actions import enqueue, place_hold, start_worker, stop_worker
from torg.delivery.jobs import Courier, deliver_due, reap
from torg.delivery.models import Act, Publication
from torg.kernel.liveness import FileLock
from torg.kernel.refs import Ref
from torg.ledger.models import Entry
from torg.people.models import Municipality
from torg.ports.network import ActKind, ActRequest, Receipt

pytestmark = pytest.mark.django_db(transaction=True)


class Line:
    """Calls with "tyst" in their text wait until the line is let go."""

    def __init__(self, network: ScriptedNetwork) -> None:
        self.network, self.free = network, Event()

    def __call__(self, request: ActRequest) -> Receipt:
        if "tyst" in request.text:
            assert self.free.wait(30)
        return self.network.receipt(request)


@pytest.fixture
def network() -> ScriptedNetwork:
    return wire_scripted()


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[FileLock]:
    held = FileLock(tmp_path)
    yield held
    held.release()


@pytest.fixture
def line(network: ScriptedNetwork) -> Iterator[Line]:
    made = Line(network)
    network.answer = made
    yield made
    made.free.set()


@pytest.fixture
def courier(lock: FileLock) -> Iterator[Courier]:
    worker = start_worker(lock=lock, now=timezone.now())
    made = Courier(worker, lock, slots=2)
    yield made
    made.close()
    made.finish()
    stop_worker(worker=worker, lock=lock, now=timezone.now())


@pytest.fixture
def channels(municipality: Municipality) -> tuple[Channel, Channel]:
    unit = make_department(municipality=municipality)
    return make_channel(department=unit), make_channel(department=unit)


def put(channel: Channel, text: str) -> Act:
    before = timezone.now() - timedelta(minutes=1)
    return enqueue(
        channel=channel, kind=ActKind.PUBLISH, payload={"text": text}, by=None, now=before,
        origin=Ref("test.origin", text),
    )  # fmt: skip


def state(act: Act) -> str:
    return str(Act.objects.get(pk=act.pk).state)


def test_a_silent_network_keeps_nobody_elses_post_waiting(
    courier: Courier, line: Line, channels: tuple[Channel, Channel]
) -> None:
    silent, quick = put(channels[0], "tyst"), put(channels[1], "ett")
    assert courier.round() == 2
    until(lambda: (state(silent), state(quick)) == ("sending", "live"))
    later, behind = put(channels[1], "två"), put(channels[0], "efter")
    until(lambda: courier.round() == 1)
    until(lambda: state(later) == "live")
    assert (state(silent), state(behind)) == ("sending", "due")

    line.free.set()
    until(lambda: state(silent) == "live")
    until(lambda: courier.round() == 1)
    until(lambda: state(behind) == "live")
    assert sorted(call.text for call in line.network.calls) == ["efter", "ett", "två", "tyst"]


def test_what_one_channel_sends_goes_in_its_order(
    courier: Courier, line: Line, channels: tuple[Channel, Channel]
) -> None:
    texts = [f"nummer {number}" for number in range(4)]
    for text in texts:
        put(channels[0], text)
    while courier.round():
        courier.finish()
    assert [call.text for call in line.network.calls] == texts


def test_what_waits_for_its_turn_is_not_claimed(
    courier: Courier, line: Line, municipality: Municipality
) -> None:
    """So a pause that comes meanwhile still stops it."""
    unit = make_department(municipality=municipality)
    acts = [put(make_channel(department=unit), f"tyst {number}") for number in range(4)]
    courier.round()
    until(lambda: len(line.network.calls) == 2)
    assert sorted(map(state, acts)) == ["due", "due", "sending", "sending"]
    boss = make_user(role="administrator", municipality=municipality)
    place_hold(municipality=municipality, channel=None, reason="Prov", by=boss, now=timezone.now())
    line.free.set()
    courier.finish()
    assert sorted(map(state, acts)) == ["due", "due", "live", "live"]


def test_nothing_new_is_begun_once_it_is_closed(
    courier: Courier, line: Line, channels: tuple[Channel, Channel]
) -> None:
    first, second = put(channels[0], "tyst"), put(channels[0], "efter")
    courier.round()
    until(lambda: len(line.network.calls) == 1)
    courier.close()
    line.free.set()
    courier.finish()
    assert (state(first), state(second)) == ("live", "due")


def test_who_waits_for_a_place_begins_nothing_once_it_is_closed(
    courier: Courier, line: Line, municipality: Municipality
) -> None:
    unit = make_department(municipality=municipality)
    acts = [put(make_channel(department=unit), f"tyst {number}") for number in range(3)]
    courier.round()
    until(lambda: len(line.network.calls) == 2)
    courier.close()
    line.free.set()
    courier.finish()
    assert sorted(map(state, acts)) == ["due", "live", "live"]


def test_never_more_calls_at_the_same_time_than_places(
    courier: Courier, network: ScriptedNetwork, municipality: Municipality
) -> None:
    at_once: list[int] = []
    most: list[int] = []

    def call(request: ActRequest) -> Receipt:
        at_once.append(1)
        most.append(len(at_once))
        sleep(0.01)
        at_once.pop()
        return network.receipt(request)

    network.answer = call
    unit = make_department(municipality=municipality)
    acts = [put(make_channel(department=unit), f"nummer {number}") for number in range(12)]
    while courier.round():
        courier.finish()
    assert set(map(state, acts)) == {"live"}
    assert max(most) == 2
    logged = Entry.objects.filter(verb="act.live").order_by("seq")
    numbers = list(logged.values_list("seq", flat=True))
    assert len(numbers) == 12
    assert Publication.objects.count() == 12


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a file has no pool")
def test_nobody_keeps_a_pools_connection_while_waiting_for_a_place(
    courier: Courier, line: Line, channels: tuple[Channel, Channel]
) -> None:
    """Threads are more than connections: who is done would wait for those who wait for it."""
    places = _Places()
    courier._send.__self__._places = places  # type: ignore[attr-defined]
    for number in range(3):
        put(channels[0], f"nummer {number}")
    while courier.round():
        courier.finish()
    assert len(line.network.calls) == 3
    assert places.kept == [False] * 3


class _Places:
    """Notes whether whoever comes for a place has a connection."""

    def __init__(self) -> None:
        self.kept: list[bool] = []

    def __enter__(self) -> None:
        self.kept.append(connection.connection is not None)

    def __exit__(self, *_error: object) -> None:
        """Nothing to give back."""


def test_an_outcome_that_cannot_be_written_takes_no_other_with_it(
    lock: FileLock, network: ScriptedNetwork, municipality: Municipality
) -> None:
    """Four calls end in the same moment, and the row of one stands against another."""
    together = Barrier(4)

    def call(request: ActRequest) -> Receipt:
        together.wait(30)
        return network.receipt(request)

    network.answer = call
    unit = make_department(municipality=municipality)
    *whole, broken = [put(make_channel(department=unit), f"nummer {one}") for one in range(4)]
    Publication.objects.create(
        municipality=municipality, act=broken, channel=broken.channel, network_id="ett annat",
        published_at=timezone.now(),
    )  # fmt: skip
    worker = start_worker(lock=lock, now=timezone.now())
    assert deliver_due(worker, lock, slots=4) == 3
    assert [state(act) for act in (*whole, broken)] == ["live", "live", "live", "sending"]
    assert reap(lock) == 1
    assert state(broken) == "unknown"


def test_it_knows_when_the_next_post_is_due(
    courier: Courier, network: ScriptedNetwork, channels: tuple[Channel, Channel]
) -> None:
    """What is due already, held or not, is the round's; it keeps nobody awake."""
    del network
    assert courier.until_next() == inf
    channel, _ = channels
    put(channel, "nu")
    assert courier.until_next() == inf
    for seconds in (90, 30, 60):
        due = timezone.now() + timedelta(seconds=seconds)
        enqueue(
            channel=channel, kind=ActKind.PUBLISH, payload={"text": str(seconds)}, by=None,
            now=timezone.now(), due_at=due, origin=Ref("test", str(seconds)),
        )  # fmt: skip
    assert 0 < courier.until_next() <= 30
