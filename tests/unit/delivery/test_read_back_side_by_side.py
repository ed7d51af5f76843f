"""The worker's read-back: a server that does not answer leaves only its own acts unclear."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event

import pytest
from tests.factories.delivery import ScriptedNetwork, make_channel
from tests.factories.people import make_department
from tests.factories.waiting import until

from torg.channels.models import Channel, ChannelConnection
from torg.delivery.actions import enqueue
from torg.delivery.jobs import ReadBack
from torg.delivery.models import Act
from torg.kernel.refs import Ref
from torg.people.models import Municipality
from torg.ports.network import ActKind, ActRequest, Connection, Seen
from torg.ports.network import ReadBack as Told
from torg.ports.registry import register

pytestmark = pytest.mark.django_db(transaction=True)
SILENT = "http://127.0.0.1:7/"


class Slow(ScriptedNetwork):
    """One server of it waits until it is let go; each shows what it is asked for."""

    free: Event
    asked: list[str]

    def read_back(self, connection: Connection, request: ActRequest, since: datetime) -> Told:
        """Found, on the silent server as soon as that is let go."""
        self.asked.append(request.text)
        if connection.base_url == SILENT:
            assert self.free.wait(30)
        return Told(Seen.FOUND, "Inlägget syns på kontot.", self.receipt(request))


@pytest.fixture
def network() -> Iterator[Slow]:
    made = Slow()
    made.free, made.asked = Event(), []
    register("scripted", made)
    yield made
    made.free.set()


def unclear(channel: Channel, text: str, now: datetime) -> Act:
    act = enqueue(
        channel=channel, kind=ActKind.PUBLISH, payload={"text": text}, by=None, now=now,
        origin=Ref("test.origin", text),
    )  # fmt: skip
    Act.objects.filter(pk=act.pk).update(
        state="unknown", tries=1, sending_since=now, first_sent_at=now, uncertain_until=now
    )
    return act


def state(act: Act) -> str:
    return str(Act.objects.get(pk=act.pk).state)


def test_a_silent_server_leaves_no_other_act_unclear(
    network: Slow, municipality: Municipality, now: datetime
) -> None:
    unit = make_department(municipality=municipality)
    quick, silent = make_channel(department=unit), make_channel(department=unit)
    ChannelConnection.objects.filter(channel=silent).update(base_url=SILENT)
    waiting = [unclear(silent, text, now) for text in ("tyst ett", "tyst två")]
    first = unclear(quick, "ett", now)
    read_back = ReadBack(clock=lambda: now + timedelta(minutes=5))
    try:
        assert read_back.round() == 3
        until(lambda: state(first) == "live" and "tyst ett" in network.asked)
        later = unclear(quick, "två", now)
        until(lambda: read_back.round() == 1)  # the silent server is not asked again meanwhile
        until(lambda: state(later) == "live")
        assert [state(act) for act in waiting] == ["unknown", "unknown"]

        # What a person settles while it waits behind another is not looked for any more.
        Act.objects.filter(pk=waiting[1].pk).update(state="refused")
        network.free.set()
        until(lambda: state(waiting[0]) == "live")
        read_back.finish()
        assert sorted(network.asked) == sorted(["ett", "två", "tyst ett"])
        assert state(waiting[1]) == "refused"
    finally:
        network.free.set()
        read_back.close()
        read_back.finish()
