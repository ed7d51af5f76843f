"""A desk in the middle of its week."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.test import Client
from tests.factories.inbox import make_desk
from tests.factories.network import wire_talking
from tests.factories.week import Week

from torg.kernel.scope import scope
from torg.people.models import User


@pytest.fixture(autouse=True)
def working_hour(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tuesday 8 September 2026, ten in the morning, whatever day the tests run."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def week(db: None, now: datetime) -> Iterator[Week]:
    wire_talking()
    desk = make_desk("malmo")
    with scope(desk.municipality.pk):
        yield Week(desk, now)


@pytest.fixture
def browse() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
