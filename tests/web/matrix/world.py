"""Two municipalities, one of them with two departments: the same people and objects in all
three, every stored text marked with canaries of its own (tests/web/stored.toml)."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path

from django.db import transaction
from django.db.models import Model
from tests.factories.people import make_department, make_municipality, make_user
from tests.web import stored

from torg.channels.queries import keyring
from torg.kernel.scope import every_municipality, scope
from torg.people.models import Department, Municipality, User
from torg.people.permissions import ROLES

Made = Model | str
FOLDER = Path(__file__).parent
UNIT, MESSAGE, EVIDENCE, SECRET, PERSON = "unit", "message", "evidence", "secret", "person"
MARKS = {
    UNIT: "enhet-5d",
    MESSAGE: "brev-c4",
    EVIDENCE: "bevis-e8",
    SECRET: "lås-b1",
    PERSON: "egen-a6",
}


def speakers() -> list[str]:
    """The roles that are walked: one for each list of permissions, and each that a row names."""
    told = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml"))
    first = {role.permissions: code for code, role in reversed(ROLES.items())}
    return [
        code
        for code, role in ROLES.items()
        if first[role.permissions] == code or f'"{code}"' in told
    ]


SPEAKERS = speakers()
# The rows that no route names are made for every world.
REMAINING = (
    "remaining.direct_message",
    "remaining.around_a_thread",
    "remaining.around_a_post",
    "remaining.somebodys_own",
)


@dataclass
class Side:
    """One municipality, or one department of it when `whole` is False: its people hold their
    roles there only. `canary` stands in every free text that the makers write."""

    municipality: Municipality
    department: Department
    people: dict[str, User]
    canary: str
    now: datetime = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
    made: dict[str, Made] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    whole: bool = True

    def mark(self, word: str) -> str:
        """The canary of that class of texts; the municipality's own for all others."""
        return f"{self.canary}-{MARKS[word]}" if word in MARKS else self.canary

    def get(self, kind: str) -> Made:
        """The object of that kind, made on first call by its room's maker."""
        assert kind not in self.broken, self.broken[kind]
        if kind not in self.made:
            assert kind in MAKERS, f"no maker for {kind}; {BROKEN}"
            with scope(self.municipality.pk):
                self.made[kind] = MAKERS[kind](self)
        return self.made[kind]

    def try_to_get(self, kind: str) -> None:
        """Make it, or remember why not, so that only the rows that need it fail."""
        try:
            with transaction.atomic():
                self.get(kind)
        except Exception:  # noqa: BLE001 (any room's maker may be half written)
            self.made.pop(kind, None)
            self.broken.setdefault(kind, traceback.format_exc())


@dataclass
class World:
    """`home` is where the rows' objects live; `beside` is another department of the same
    municipality, `foreign` another municipality."""

    home: Side
    beside: Side
    foreign: Side

    def side_of(self, name: str) -> Side:
        """The side of that name; the home side for those who have none."""
        return {"beside": self.beside, "foreign": self.foreign}.get(name, self.home)


Maker = Callable[[Side], Made]
MAKERS: dict[str, Maker] = {}
BROKEN: dict[str, str] = {}


def load_makers() -> None:
    """Gather every room's makers; a room that cannot be read is named in BROKEN."""
    for path in sorted(FOLDER.glob("*_objects.py")):
        try:
            module = import_module(f"tests.web.matrix.{path.stem}")
        except Exception:  # noqa: BLE001
            BROKEN[path.name] = traceback.format_exc()
            continue
        twice = MAKERS.keys() & module.MAKERS.keys()
        assert not twice, f"{path.name} makes what another room makes: {twice}"
        MAKERS.update(module.MAKERS)


def make_side(slug: str, canary: str) -> Side:
    """A municipality with one person for each role, who hold it for the whole municipality."""
    municipality = make_municipality(slug=slug, name=f"{slug} {canary}")
    return _staffed(municipality, canary, whole=True)


def make_beside(home: Side, canary: str) -> Side:
    """Another department of the same municipality, with people whose roles end there."""
    return _staffed(home.municipality, canary, whole=False)


def _staffed(municipality: Municipality, canary: str, *, whole: bool) -> Side:
    department = make_department(municipality=municipality, name=f"Kulturförvaltningen {canary}")
    people = {
        role: make_user(
            role=role,
            municipality=municipality,
            department=None if whole else department,
            family_name=f"{role} {canary}",
            title=canary,
            password="ett långt lösenord till provet",
        )
        for role in SPEAKERS
    }
    return Side(municipality, department, people, canary, whole=whole)


def make_world(kinds: set[str]) -> World:
    """All sides, with every object of `kinds` on each, and canaries in every stored text."""
    if not MAKERS:
        load_makers()
    planted: set[tuple[str, str]] = set()
    home = _filled(make_side("malmo", "kanarie-hemma-7f3a"), kinds, planted)
    beside = _filled(make_beside(home, "kanarie-enhet-2e6b"), kinds, planted)
    foreign = _filled(make_side("orebro", "kanarie-granne-91c2"), kinds, planted)
    return World(home, beside, foreign)


def _filled(side: Side, kinds: set[str], planted: set[tuple[str, str]]) -> Side:
    for kind in [*sorted(kinds), *REMAINING]:
        side.try_to_get(kind)
    with every_municipality():
        plant(side, planted)
    return side


def plant(side: Side, planted: set[tuple[str, str]]) -> None:
    """A canary at the end of every stored text of the side; `planted`: those done before."""
    fresh: set[tuple[str, str]] = set()
    for model, name, word in stored.free():
        for row in stored.rows_of(model, side.municipality.pk):
            key = (model._meta.label, str(row.pk))
            if key not in planted:
                fresh.add(key)
                stored.rewrite(row, name, partial(_marked, side, name, word))
    planted |= fresh
    held: tuple[Made, ...] = (side.municipality, side.department, *side.people.values())
    for one in (*held, *side.made.values()):
        if isinstance(one, Model):
            one.refresh_from_db()


def _marked(side: Side, name: str, word: str, row: Model, text: str) -> str:
    if word == SECRET and name != "password":
        return keyring().seal(side.mark(SECRET))
    private = getattr(getattr(row, "thread", None), "kind", "") == "message"
    mark = side.mark(MESSAGE if private and word == UNIT else word)
    field = row._meta.get_field(name)
    return f"{text[: (getattr(field, 'max_length', None) or 99_999) - len(mark) - 1]} {mark}"
