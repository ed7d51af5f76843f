"""Every route × method × role, from Django's own resolver (RELIABILITY A1–A14, F13, C1)."""

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from django.urls import reverse
from tests.web.matrix import world as worlds
from tests.web.matrix.actors import BESIDE, FOREIGN, HOME, WIDEST, Actor, whom
from tests.web.matrix.ids import FIELDS, Field, faults
from tests.web.matrix.rows import METHODS, Row, route_names, rows
from tests.web.matrix.walk import OPEN, TALLY, call, client_of, complaint, leak, no_key, send
from tests.web.matrix.world import EVIDENCE, MESSAGE, PERSON, UNIT, World

pytestmark = pytest.mark.django_db
ROWS = rows()
WALKED = [row for row in ROWS if not row.same_as]
PARTS = [
    pytest.param(row, id=row.name)
    for row in WALKED
    if row.through.get("GET") and not (row.special or row.off)
]
NAMED = [pytest.param(row, id=f"{row.room}-{row.name}") for row in WALKED]
BY_ID = [pytest.param(one, id=f"{one.row.name}-{one.name}") for one in FIELDS]
KEYED = [pytest.param(row, id=row.name) for row in WALKED if row.special == "api"]


def test_every_route_has_one_row_and_every_row_a_route() -> None:
    written = Counter(row.name for row in ROWS)
    known = set(route_names())
    wrong = [f"has {count} rows: {name}" for name, count in written.items() if count > 1]
    wrong += [f"route without a row: {name}" for name in known - written.keys()]
    wrong += [f"row without a route: {name}" for name in written.keys() - known]
    wrong += [f"the same as no row: {row.name}" for row in ROWS if row.same_as not in {"", *known}]

    assert not wrong, "\n".join(sorted(wrong))


def test_every_rooms_objects_can_be_read() -> None:
    worlds.load_makers() if not worlds.MAKERS else None

    assert worlds.BROKEN == {}


@pytest.mark.parametrize("row", NAMED)
def test_only_the_listed_roles_get_through(
    row: Row, world: World, everybody: list[Actor], bare_refusals: None
) -> None:
    wrong: list[str] = []
    for method in METHODS:
        for actor in whom(row, method, everybody):
            if row.special == "api":
                answer = call(row, method, actor, world.home)
                found = [no_key(answer), leak(actor, world, answer)]
                wrong += [f"{method} as {actor} {one}" for one in found if one]
            else:
                wrong += _walked(row, method, actor, world)

    _tell(wrong)


@pytest.mark.parametrize("row", KEYED)
def test_a_key_opens_what_its_person_may(
    row: Row, world: World, keyholders: list[Actor], bare_refusals: None
) -> None:
    wrong: list[str] = []
    for method in METHODS:
        for actor in whom(row, method, keyholders) if method in row.through else keyholders[:9]:
            wrong += _walked(row, method, actor, world)

    _tell(wrong)


def _walked(row: Row, method: str, actor: Actor, world: World) -> Iterator[str]:
    """What is wrong with the answers to one actor, on the home side's objects and on its own."""
    side = world.home if row.has_object else world.side_of(actor.side)
    answer = call(row, method, actor, side)
    public = row.special == OPEN
    found = [
        complaint(row, method, actor, answer),
        leak(actor, world, answer, open_to_all=public),
    ]
    if actor.side == BESIDE and row.has_object and method in row.through:
        own = call(row, method, actor, world.beside)
        found += [
            complaint(row, method, actor, own, own=True),
            leak(actor, world, own, open_to_all=public),
        ]
    yield from (f"{method} as {actor} {one}" for one in found if one)


def _tell(wrong: Iterable[str]) -> None:
    told = list(wrong)
    TALLY["seen"] += sum(" saw [" in one for one in told)
    TALLY["unexpected"] += sum(" saw [" not in one for one in told)
    assert not told, "\n".join(told)


@pytest.mark.parametrize("field", BY_ID)
def test_somebody_elses_id_opens_nothing_and_tells_nothing(
    field: Field,
    world: World,
    everybody: list[Actor],
    keyholders: list[Actor],
    bare_refusals: None,
) -> None:
    asked = keyholders if field.row.special == "api" else everybody
    wrong = [one for actor in asked for one in faults(field, actor, world)]

    _tell(wrong)


@pytest.mark.parametrize("row", PARTS)
def test_a_part_of_a_page_shows_no_more(
    row: Row, world: World, everybody: list[Actor], bare_refusals: None
) -> None:
    may = next(role for role in WIDEST if role in row.through["GET"])
    spoken = {(HOME, may), (BESIDE, may), (FOREIGN, may)}
    spoken |= {(HOME, role) for role in WIDEST[::-1] if role not in row.through["GET"]}
    wrong: list[str] = []
    for actor in [everybody[0], *(one for one in everybody if (one.side, one.role) in spoken)]:
        side = world.home if row.has_object else world.side_of(actor.side)
        answer = call(row, "GET", actor, side, part=True)
        sent_away = actor == everybody[0] and answer.status == 204
        judged = "" if sent_away else complaint(row, "GET", actor, answer)
        wrong += [f"as {actor} {one}" for one in (judged, leak(actor, world, answer)) if one]

    _tell(wrong)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("people:list_people", ""),
        ("inbox:show_thread", UNIT),
        ("delivery:list_acts", MESSAGE),
        ("moderation:show_case", EVIDENCE),
        ("desk:list_filters", PERSON),
    ],
)
def test_the_canaries_stand_where_one_may_see_them(
    world: World, everybody: list[Actor], name: str, word: str
) -> None:
    row = next(row for row in ROWS if row.name == name)
    role = next(role for role in WIDEST if role in row.through["GET"])
    actor = next(one for one in everybody if (one.side, one.role) == (HOME, role))

    assert world.home.mark(word) in call(row, "GET", actor, world.home).body


def test_the_page_of_a_refusal_shows_nothing_else(world: World, everybody: list[Actor]) -> None:
    """Its frame asks for counts, holds and alarms, as every page does."""
    for actor in everybody:
        for address in ("/finns-inte/", reverse("people:add_department"), "/logg/"):
            answer = send("GET", address, {}, client_of(actor))
            assert not leak(actor, world, answer), f"{address} as {actor}"


@pytest.mark.parametrize("row", NAMED)
def test_nothing_is_posted_without_the_forms_token(
    row: Row, world: World, everybody: list[Actor]
) -> None:
    if row.special or row.off or not row.through.get("POST"):
        pytest.skip("takes no form")
    role = sorted(row.through["POST"] - {"anonymous"})[0]
    actor = next(one for one in everybody if (one.side, one.role) == (HOME, role))

    assert call(row, "POST", actor, world.home, csrf=True).status == 403
