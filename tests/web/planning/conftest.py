"""A desk under Malmö's rules with a main page that books its days."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.test import Client
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, make_desk
from tests.factories.network import TalkingNetwork, wire_talking

from torg.channels.models import Channel, ChannelClass
from torg.kernel.scope import scope
from torg.people.models import User


@pytest.fixture
def network() -> TalkingNetwork:
    return wire_talking()


@pytest.fixture
def desk(db: None, network: TalkingNetwork) -> Iterator[Desk]:
    made = make_desk("malmo")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def main_page(desk: Desk) -> Channel:
    return make_channel(
        department=desk.department, channel_class=ChannelClass.MAIN, name="Huvudsidan"
    )


@pytest.fixture
def browse() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture(autouse=True)
def working_hour(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tuesday 8 September 2026, ten in the morning, whatever day the tests run."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
