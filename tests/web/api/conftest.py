"""Two municipalities, and callers that have a key."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories.inbox import Desk, make_desk
from tests.factories.network import TalkingNetwork, wire_talking

from torg.kernel.scope import scope
from torg.people import actions
from torg.people.models import User


@dataclass
class Caller:
    """A program with a person's key, or with any other one."""

    secret: str

    def __call__(self, method: str, path: str, **more: Any) -> Any:
        """The answer to one call below /api/v1."""
        if "json" in more:
            more |= {"data": more.pop("json"), "content_type": "application/json"}
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        call = getattr(Client(), method.lower())
        return call(f"/api/v1{path}", headers=headers, **more)


@pytest.fixture
def network() -> TalkingNetwork:
    return wire_talking()


@pytest.fixture
def foreign(db: None, network: TalkingNetwork) -> Desk:
    return make_desk("vallentuna")


@pytest.fixture
def desk(foreign: Desk) -> Iterator[Desk]:
    made = make_desk("malmo")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def caller() -> Callable[..., Caller]:
    def called(person: User, *, days: int = 30, now: datetime | None = None) -> Caller:
        with scope(person.municipality_id):
            _, secret = actions.issue_token(
                name="Prov", days=days, by=person, now=now or timezone.now()
            )
        return Caller(secret)

    return called
