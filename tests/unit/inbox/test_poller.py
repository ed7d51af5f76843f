"""The worker's poller: a server that does not answer holds up its own channels."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Event as Signal

import pytest
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, make_desk
from tests.factories.network import WHEN, TalkingNetwork, make_event
from tests.factories.waiting import until

from torg.channels.models import ChannelConnection
from torg.inbox.jobs import Poller
from torg.inbox.models import RawDelivery
from torg.kernel.scope import scope
from torg.ports.network import Batch, Connection
from torg.ports.registry import register

pytestmark = pytest.mark.django_db(transaction=True)
SILENT = "http://127.0.0.1:7/"


class Slow(TalkingNetwork):
    """One server of it waits until it is let go."""

    free: Signal
    asked: list[str]

    def fetch(self, connection: Connection, cursor: str) -> Batch:
        """Its page, from the silent server as soon as that is let go."""
        self.asked.append(connection.base_url)
        if connection.base_url == SILENT:
            assert self.free.wait(30)
        return super().fetch(connection, cursor)


@pytest.fixture
def network() -> Iterator[Slow]:
    made = Slow(told=[make_event("c1")])
    made.free, made.asked = Signal(), []
    register("scripted", made)
    yield made
    made.free.set()


@pytest.fixture
def desk(network: Slow) -> Iterator[Desk]:
    made = make_desk()
    with scope(made.municipality.pk):
        yield made


def test_a_silent_server_keeps_no_other_channel_unread(desk: Desk, network: Slow) -> None:
    other = make_channel(department=desk.department, name="En annan")
    ChannelConnection.objects.filter(channel=other).update(base_url=SILENT)
    poller = Poller(clock=lambda: WHEN + timedelta(minutes=5))

    def stored() -> set[object]:
        return set(RawDelivery.objects.values_list("channel_id", flat=True))

    try:
        assert poller.round() == 2
        until(lambda: stored() == {desk.channel.pk} and SILENT in network.asked)
        until(lambda: poller.round() == 1)  # the answering server alone is asked again
        assert network.asked.count(SILENT) == 1

        network.free.set()
        until(lambda: stored() == {desk.channel.pk, other.pk})
    finally:
        network.free.set()
        poller.close()
        poller.finish()
