"""A desk with its moderator and registrar, and clients of its people."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from tests.factories.inbox import Desk, make_desk
from tests.factories.moderation import StandInRenderer, moderator_of, rendering
from tests.factories.network import TalkingNetwork, wire_talking

from torg.kernel.scope import scope
from torg.people.models import User

Browse = Callable[[User], Client]


@pytest.fixture
def network() -> TalkingNetwork:
    return wire_talking()


@pytest.fixture(autouse=True)
def maker() -> Iterator[StandInRenderer]:
    with rendering() as stand_in:
        yield stand_in


@pytest.fixture
def desk(db: None, network: TalkingNetwork) -> Iterator[Desk]:
    made = make_desk("vallentuna")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def moderator(desk: Desk) -> User:
    return moderator_of(desk)


@pytest.fixture
def browse() -> Browse:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
