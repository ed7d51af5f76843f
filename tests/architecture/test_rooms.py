"""What a room is made of, and which of its doors others may use."""

import ast
from pathlib import Path

import pytest
from tests.architecture.house import PLAIN_ROOMS, ROOT, Module, modules

# Inside a Django room, and nothing else.
CLOSED_LIST = frozenset(
    {
        "__init__",
        "states",
        "models",
        "queries",
        "permissions",
        "actions",
        "forms",
        "views",
        "api",
        "jobs",
        "urls",
        "apps",
        "management",
        "migrations",
        "templates",
        "static",
    }
)
FACE = frozenset({"actions", "queries", "states", "models", "permissions"})
FORBIDDEN_NAMES = frozenset({"utils", "helpers", "common", "base", "misc", "services", "managers"})
# Django finds a database's way by these names.
DJANGO_ASKS = frozenset({"src/torg/site/sqlite/base.py"})


def strange_names(root: Path) -> list[str]:
    """Modules whose name is not on the closed list, or on none."""
    found = []
    for module in modules(root, migrations=True):
        inside = module.room and module.room not in PLAIN_ROOMS
        if inside and module.place not in CLOSED_LIST:
            found.append(f"{module.name}: '{module.place}' is not on the closed list")
        if module.name in DJANGO_ASKS:
            continue
        if FORBIDDEN_NAMES & {Path(part).stem for part in module.parts}:
            found.append(f"{module.name}: says nothing about what it holds")
    return found


def rooms_without_a_word(root: Path) -> list[str]:
    """Rooms whose __init__ does not say what the room is."""
    return [
        module.name
        for module in modules(root)
        if module.parts[1:] == ("__init__.py",) and not ast.get_docstring(module.tree)
    ]


def back_doors(root: Path) -> list[str]:
    """Imports of another room's inside. site assembles the rooms, so it may."""
    django_rooms = {module.room for module in modules(root)} - PLAIN_ROOMS - {""}
    return [
        f"{module.name}:{line} imports {imported}"
        for module in modules(root)
        if module.room not in ("", "site")
        for imported, line in module.imports()
        if _is_back_door(module, imported.split("."), django_rooms)
    ]


def _is_back_door(module: Module, parts: list[str], django_rooms: set[str]) -> bool:
    if parts[0] != "torg" or len(parts) < 3:
        return False
    return parts[1] in django_rooms - {module.room} and parts[2] not in FACE


def test_names_are_on_the_closed_list() -> None:
    assert strange_names(ROOT) == []


def test_every_room_says_what_it_is() -> None:
    assert rooms_without_a_word(ROOT) == []


def test_rooms_meet_by_their_faces() -> None:
    assert back_doors(ROOT) == []


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("planning/utils.py", strange_names),
        ("planning/workflow.py", strange_names),
        ("kernel/helpers.py", strange_names),
        ("planning/models/base.py", strange_names),
        ("planning/__init__.py", rooms_without_a_word),
    ],
)
def test_a_planted_name_is_found(path: str, rule: object, tmp_path: Path) -> None:
    planted = tmp_path / "src" / "torg" / path
    planted.parent.mkdir(parents=True)
    planted.write_text("x = 1\n")
    assert callable(rule)
    assert rule(tmp_path)


@pytest.mark.parametrize("door", ["views.post", "forms", "jobs", "api", "urls", "apps"])
def test_a_planted_back_door_is_found(door: str, tmp_path: Path) -> None:
    for path, text in (
        ("planning/queries.py", "x = 1\n"),
        ("desk/queries.py", f"from torg.planning.{door} import x\n"),
        ("desk/views/own.py", "from torg.desk.forms import x\n"),
        ("site/urls.py", "from torg.planning.urls import x\n"),
    ):
        planted = tmp_path / "src" / "torg" / path
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.write_text(text)
    assert len(back_doors(tmp_path)) == 1
