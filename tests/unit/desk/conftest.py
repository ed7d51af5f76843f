"""A desk in the middle of its week, and a network that answers."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from tests.factories.inbox import Desk, make_desk
from tests.factories.network import TalkingNetwork, wire_talking
from tests.factories.week import Week, residents_write

from torg.kernel.scope import scope


@pytest.fixture
def network() -> TalkingNetwork:
    return wire_talking()


@pytest.fixture
def desk(db: None, network: TalkingNetwork) -> Iterator[Desk]:
    made = make_desk("goteborg")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def week(desk: Desk, now: datetime) -> Week:
    residents_write(desk, now)
    return Week(desk, now)
