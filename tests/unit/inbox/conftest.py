"""A desk under one municipality's rules, and a network that talks."""

from collections.abc import Iterator

import pytest
from tests.factories.inbox import Desk, make_desk
from tests.factories.network import TalkingNetwork, wire_talking

from torg.kernel.scope import scope


@pytest.fixture
def network() -> TalkingNetwork:
    return wire_talking()


@pytest.fixture
def desk(db: None, network: TalkingNetwork) -> Iterator[Desk]:
    made = make_desk("malmo")
    with scope(made.municipality.pk):
        yield made
