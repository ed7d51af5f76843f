"""A desk under one municipality's rules, its moderator, and a quick renderer of evidence."""

from collections.abc import Iterator

import pytest
from tests.factories.inbox import Desk, make_desk
from tests.factories.moderation import StandInRenderer, moderator_of, rendering
from tests.factories.network import TalkingNetwork, wire_talking

from torg.kernel.scope import scope
from torg.people.models import User


@pytest.fixture
def network() -> TalkingNetwork:
    return wire_talking()


@pytest.fixture(autouse=True)
def maker() -> Iterator[StandInRenderer]:
    with rendering() as stand_in:
        yield stand_in


@pytest.fixture
def pack() -> str:
    """The municipality; a test may parametrize it."""
    return "malmo"


@pytest.fixture
def desk(db: None, network: TalkingNetwork, pack: str) -> Iterator[Desk]:
    made = make_desk(pack)
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def moderator(desk: Desk) -> User:
    return moderator_of(desk)
