"""Every route × method × role, from Django's own resolver (RELIABILITY A1–A14, F13, C1)."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from pytest_django import DjangoDbBlocker
from tests.web.matrix import world as worlds
from tests.web.matrix.rows import METHODS, Row, route_names, rows
from tests.web.matrix.walk import HOME, Actor, actors, call, complaint, leak
from tests.web.matrix.world import World, make_world

pytestmark = pytest.mark.django_db
ROWS = rows()
NAMED = [pytest.param(row, id=f"{row.room}-{row.name}") for row in ROWS]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once for the whole walk and gone after it."""
    cache.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world({kind for row in ROWS for kind in row.kinds})
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def everybody(world: World) -> list[Actor]:
    return actors(world)


def test_every_route_has_one_row_and_every_row_a_route() -> None:
    written = Counter(row.name for row in ROWS)
    known = set(route_names())
    wrong = [f"has {count} rows: {name}" for name, count in written.items() if count > 1]
    wrong += [f"route without a row: {name}" for name in known - written.keys()]
    wrong += [f"row without a route: {name}" for name in written.keys() - known]

    assert not wrong, "\n".join(sorted(wrong))


def test_every_rooms_objects_can_be_read() -> None:
    worlds.load_makers() if not worlds.MAKERS else None

    assert worlds.BROKEN == {}


@pytest.mark.parametrize("row", NAMED)
def test_only_the_listed_roles_get_through(row: Row, world: World, everybody: list[Actor]) -> None:
    wrong = []
    for actor in everybody:
        for method in METHODS:
            answer = call(row, method, actor, world.home)
            found = [complaint(row, method, actor, answer), leak(actor, world, answer)]
            wrong += [f"{method} as {actor} {one}" for one in found if one]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("row", NAMED)
def test_nothing_is_posted_without_the_forms_token(
    row: Row, world: World, everybody: list[Actor]
) -> None:
    if row.special or row.off or not row.through.get("POST"):
        pytest.skip("takes no form")
    role = sorted(row.through["POST"] - {"anonymous"})[0]
    actor = next(one for one in everybody if (one.side, one.role) == (HOME, role))

    assert call(row, "POST", actor, world.home, csrf=True).status == 403
