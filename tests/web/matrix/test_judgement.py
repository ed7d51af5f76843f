"""The walk's own test: each planted fault is called out."""

from http.cookies import SimpleCookie

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path
from tests.web.matrix.actors import ANONYMOUS, FOREIGN, HOME, Actor
from tests.web.matrix.rows import Row, route_names, rows_in, who
from tests.web.matrix.walk import Answer, complaint, leak
from tests.web.matrix.world import World, make_beside, make_side

from torg.people.permissions import ROLES

NOBODY = Actor(ANONYMOUS, "anonymous", SimpleCookie())
MODERATOR = Actor(HOME, "moderator", SimpleCookie())
OFFICIAL = Actor(HOME, "official", SimpleCookie())
NEIGHBOUR = Actor(FOREIGN, "moderator", SimpleCookie())
ROW = Row(
    "moderation",
    "moderation:show_case",
    {"GET": frozenset({"moderator"})},
    kwargs={"case_id": {"object": "moderation.case"}},
)
OPEN_ROW = Row("people", "people:list_people", {"GET": frozenset(ROLES)})
SIGN_IN = Answer(302, location="/logga-in/?next=/")


@pytest.mark.parametrize(
    ("row", "method", "actor", "answer"),
    [
        (ROW, "GET", OFFICIAL, Answer(200)),
        (ROW, "GET", OFFICIAL, Answer(302, location="/")),
        (ROW, "GET", OFFICIAL, Answer(409)),
        (ROW, "GET", NOBODY, Answer(200)),
        (ROW, "GET", NOBODY, Answer(302, location="/annan/")),
        (ROW, "GET", NEIGHBOUR, Answer(200)),
        (ROW, "GET", NEIGHBOUR, Answer(403)),
        (ROW, "GET", MODERATOR, Answer(404)),
        (ROW, "GET", MODERATOR, SIGN_IN),
        (ROW, "GET", MODERATOR, Answer(500, raised="Traceback")),
        (ROW, "POST", MODERATOR, Answer(200)),
        (ROW, "DELETE", MODERATOR, Answer(302, location="/")),
        (ROW, "OPTIONS", MODERATOR, Answer(200, body="all about it")),
        (OPEN_ROW, "GET", NEIGHBOUR, Answer(403)),
        (Row("inbox", "x", {}, special="webhook"), "POST", NOBODY, Answer(200)),
        (Row("inbox", "x", {}, off="not here"), "GET", MODERATOR, Answer(200)),
        (Row("people", "x", {}, special="sign_in_step"), "GET", NOBODY, Answer(200)),
    ],
)
def test_a_fault_is_called_out(row: Row, method: str, actor: Actor, answer: Answer) -> None:
    assert complaint(row, method, actor, answer)


@pytest.mark.parametrize(
    ("row", "method", "actor", "answer"),
    [
        (ROW, "GET", MODERATOR, Answer(200)),
        (ROW, "GET", OFFICIAL, Answer(403)),
        (ROW, "GET", OFFICIAL, Answer(404)),
        (ROW, "GET", NOBODY, SIGN_IN),
        (ROW, "GET", NEIGHBOUR, Answer(404)),
        (ROW, "POST", MODERATOR, Answer(405)),
        (ROW, "POST", NOBODY, SIGN_IN),
        (ROW, "OPTIONS", MODERATOR, Answer(200, empty=True)),
        (OPEN_ROW, "GET", NEIGHBOUR, Answer(200)),
        (Row("inbox", "x", {}, special="webhook"), "POST", NOBODY, Answer(403)),
    ],
)
def test_what_is_right_is_left_alone(row: Row, method: str, actor: Actor, answer: Answer) -> None:
    assert not complaint(row, method, actor, answer)


def test_a_canary_is_seen_by_its_own_side_only(db: None) -> None:
    home = make_side("ett", "kanarie-1")
    world = World(home, make_beside(home, "kanarie-3"), make_side("tva", "kanarie-2"))

    assert not leak(MODERATOR, world, Answer(200, body="kanarie-1"))
    assert leak(MODERATOR, world, Answer(200, body="kanarie-2"))
    assert leak(NEIGHBOUR, world, Answer(404, body="kanarie-1"))
    assert leak(NOBODY, world, Answer(200, body="kanarie-1"))


def planted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.path)


inner = [path("inne/", planted, name="inside"), path("namnlos/", planted)]
urlpatterns = [path("ute/", planted, name="outside"), path("rum/", include((inner, "room")))]


@override_settings(ROOT_URLCONF=__name__)
def test_every_route_of_the_resolver_is_found_even_without_a_name() -> None:
    assert route_names() == ["outside", "room:inside", "room:namnlos/"]


def test_who_may_be_said_in_roles_permissions_and_words() -> None:
    assert who("anyone") == {*ROLES, "anonymous"}
    assert who(["registrar", "manage_people"]) == {"registrar", "administrator"}
    assert who([]) == frozenset()
    with pytest.raises(ValueError, match="kung"):
        who("kung")


def test_a_row_with_a_misspelt_key_is_refused() -> None:
    with pytest.raises(AssertionError, match="Get"):
        rows_in('[[route]]\nname = "x"\nGet = "anyone"\n', "room")
