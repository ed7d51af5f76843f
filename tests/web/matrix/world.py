"""Two municipalities with the same people and objects, each marked with its own canary."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from django.db import transaction
from django.db.models import Model
from tests.factories.people import make_department, make_municipality, make_user

from torg.kernel.scope import scope
from torg.people.models import Department, Municipality, User
from torg.people.permissions import ROLES

Made = Model | str
FOLDER = Path(__file__).parent


@dataclass
class Side:
    """One municipality. `canary` stands in every free text that the makers write."""

    municipality: Municipality
    department: Department
    people: dict[str, User]
    canary: str
    now: datetime = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
    made: dict[str, Made] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

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
    """`home` is where the rows' objects live; `foreign` is everybody else."""

    home: Side
    foreign: Side


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
    department = make_department(municipality=municipality, name=f"Kulturförvaltningen {canary}")
    people = {
        role: make_user(
            role=role,
            municipality=municipality,
            family_name=f"{role} {canary}",
            title=canary,
            password="ett långt lösenord till provet",
        )
        for role in ROLES
    }
    return Side(municipality, department, people, canary)


def make_world(kinds: set[str]) -> World:
    """Both sides, with every object of `kinds` on both."""
    if not MAKERS:
        load_makers()
    world = World(
        make_side("malmo", "kanarie-hemma-7f3a"), make_side("orebro", "kanarie-granne-91c2")
    )
    for side in (world.home, world.foreign):
        for kind in sorted(kinds):
            side.try_to_get(kind)
    return world
