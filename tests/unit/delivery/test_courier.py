"""The worker's courier: a silent network holds up its own channel, and nobody else's."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.utils import timezone
from tests.factories.delivery import ScriptedNetwork, make_channel, wire_scripted
from tests.factories.people import make_department, make_user
from tests.factories.waiting import until

from torg.channels.models import Channel
from torg.delivery.actions import enqueue, place_hold, start_worker, stop_worker
from torg.delivery.jobs import Courier
from torg.delivery.models import Act
from torg.kernel.liveness import FileLock
from torg.kernel.refs import Ref
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
    assert courier.round() == 4
    assert courier.finish() == 4
    assert [call.text for call in line.network.calls] == texts
    assert courier.round() == 0


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
