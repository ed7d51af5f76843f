"""Calls that nobody would think of, made from the API's own schema: never a 500, never a hang.

FULL=1 makes many more of them.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance
from tests.factories.inbox import Desk
from tests.web.api.test_api import Called, written

from torg.site.api import LIMITS
from torg.site.wsgi import application

pytestmark = pytest.mark.django_db
FULL = bool(os.environ.get("FULL"))
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
OPERATIONS: list[Any] = [found.ok() for found in SCHEMA.get_all_operations()]  # type: ignore[union-attr]


@pytest.fixture(autouse=True)
def without_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """More calls than a person may make in a minute."""
    monkeypatch.delitem(LIMITS, "api")


@pytest.fixture(autouse=True)
def one_connection(db: None) -> Iterator[None]:
    """The calls stand in the test's own transaction, as those of Django's client do."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_no_call_breaks_the_house(operation: Any, desk: Desk, caller: Called) -> None:
    post = written(desk)
    headers = {"Authorization": f"Bearer {caller(desk.lead).secret}"}

    @settings(
        max_examples=2_000 if FULL else 12,
        deadline=None,
        derandomize=not FULL,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy())
    def calls(case: Any) -> None:
        if "post_id" in case.path_parameters:
            case.path_parameters["post_id"] = str(post.pk)
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])

    calls()
