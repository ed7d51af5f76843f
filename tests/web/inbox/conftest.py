"""A desk with rules and a talking network, and clients of its people."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from tests.factories.inbox import Desk, make_desk
from tests.factories.network import TalkingNetwork, wire_talking

from torg.kernel.scope import scope
from torg.people.models import User


@pytest.fixture
def network() -> TalkingNetwork:
    return wire_talking()


@pytest.fixture
def desk(db: None, network: TalkingNetwork) -> Iterator[Desk]:
    made = make_desk("stockholm")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def browse() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
