"""One world and one sign-in each for the whole walk."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pytest_django import DjangoDbBlocker
from tests.web.matrix.actors import FULL, Actor, actors, callers
from tests.web.matrix.rows import rows
from tests.web.matrix.walk import TALLY
from tests.web.matrix.world import World, make_world

from torg.kernel.refusals import Refusal
from torg.site import errors, middleware


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once for the whole walk and gone after it."""
    cache.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world({kind for row in rows() for kind in row.kinds})
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def everybody(world: World) -> list[Actor]:
    return actors(world)


@pytest.fixture(scope="module")
def keyholders(world: World) -> list[Actor]:
    return callers(world)


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal's words without the frame around them, which is the same on every page.

    test_the_page_of_a_refusal_shows_nothing_else looks at the whole of it.
    """

    def bare(request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
        return HttpResponse(f"{refusal.message} {refusal.remedy}", status=status)

    if not FULL:
        monkeypatch.setattr(errors, "refusal_page", bare)
        monkeypatch.setattr(middleware, "refusal_page", bare)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not TALLY["calls"]:
        return
    pairs = [name for name in TALLY if " " in name]
    told = (
        f"Permission matrix: {TALLY['calls']} calls, {len({one.split()[0] for one in pairs})} "
        f"routes, {len(pairs)} pairs of route and method, {TALLY['wrong ids']} calls with "
        f"somebody else's id, unexpected {TALLY['unexpected']}, canaries seen {TALLY['seen']}"
    )
    terminalreporter.write_line(told)
