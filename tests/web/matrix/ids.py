"""Ids in query and body: another municipality's must be as one that does not exist, and another
department's must be refused (F13)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.web.matrix.actors import BESIDE, FULL, HOME, WIDEST, Actor
from tests.web.matrix.rows import Row, rows, values
from tests.web.matrix.walk import TALLY, Answer, call, leak
from tests.web.matrix.world import Side, World

from torg.ledger.models import Entry

# That a colleague's department or channel exists is no secret; to act on it is refused.
REFUSED = frozenset({400, 403, 404, 409, 422})
WITH_IDS = [row for row in rows() if row.ids or row.query_ids]


@dataclass(frozen=True)
class Field:
    """One field of one row. told: what the row says of it."""

    row: Row
    method: str
    name: str
    told: dict[str, Any]

    def of(self, side: Side) -> dict[str, Any]:
        """The field with that side's object."""
        return self.saying(values(self.told, side))

    def saying(self, value: object) -> dict[str, Any]:
        """The field with any value."""
        return {self.name: [value] if self.told.get("many") else value}


def _fields() -> Iterator[Field]:
    for row in WITH_IDS:
        for method in sorted({"POST", "PUT"} & row.through.keys()):
            yield from (Field(row, method, name, told) for name, told in row.ids.items())
        yield from (Field(row, "GET", name, told) for name, told in row.query_ids.items())


FIELDS = list(_fields())


def faults(field: Field, actor: Actor, world: World) -> Iterator[str]:
    """What is wrong with the answers that the actor gets with other sides' objects."""
    may = [role for role in WIDEST if role in field.row.through[field.method]]
    if actor.role not in (may if FULL else may[:2]):
        return
    if actor.side == HOME:
        yield from _found_out(field, actor, world, world.home, world.foreign)
    elif actor.side == BESIDE and not field.row.whole:
        yield from _found_out(field, actor, world, world.beside, world.foreign)
        if "open" not in field.told:
            yield from _found_out(field, actor, world, world.beside, world.home)


def _found_out(field: Field, actor: Actor, world: World, own: Side, other: Side) -> Iterator[str]:
    """What one actor finds out or does with the other side's object, beside its own in the path."""
    unknown, _done = _answer(field, actor, own, field.saying(str(uuid4())))
    answer, done = _answer(field, actor, own, field.of(other))
    who = f"{actor} with the id of {other.canary}"
    if answer.status >= 500:
        yield f"{who} crashed it: {answer.raised}"
    if seen := leak(actor, world, answer):
        yield f"{who} {seen}"
    known = own.municipality == other.municipality and answer.status in REFUSED
    if answer.status != unknown.status and not known:
        yield f"{who} got {answer.status}, but {unknown.status} with one that does not exist"
    if done:
        yield f"{who} left {done} entries in the log"


def _answer(field: Field, actor: Actor, own: Side, instead: dict[str, Any]) -> tuple[Answer, int]:
    """The answer, and how many entries the call would have left in all logs."""
    TALLY["wrong ids"] += 1
    before = Entry._base_manager.count()
    left: list[int] = []
    answer = call(
        field.row, field.method, actor, own, instead=instead,
        look=lambda: left.append(Entry._base_manager.count() - before),
    )  # fmt: skip
    return answer, left[0]
