"""Where things may be written, and how an action looks."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.architecture.house import (
    PLAIN_ROOMS,
    ROOT,
    Function,
    Module,
    granted,
    modules,
    public_functions,
)

WRITES = frozenset(
    {
        "save",
        "create",
        "get_or_create",
        "update_or_create",
        "bulk_create",
        "bulk_update",
        "update",
        "delete",
        "add",
        "set",
        "remove",
        "clear",
    }
)
# Of these only calls on a manager or a query are writes; dicts and sets have them too.
EVERYDAY = frozenset({"update", "add", "set", "remove", "clear", "create", "delete"})
QUERYISH = frozenset({"objects", "filter", "exclude", "all", "get", "unscoped"})
BANNED = {
    "post_save": "a signal hides what an action does",
    "pre_save": "a signal hides what an action does",
    "GenericForeignKey": "Ref says it without a table",
    "GenericRelation": "Ref says it without a table",
    "ModelAdmin": "records are changed by actions only",
}


def banned_words(root: Path) -> list[str]:
    """Names that the house does without."""
    return [
        f"{module.name}: {word}, since {BANNED[word]}"
        for module in modules(root)
        for node in ast.walk(module.tree)
        if (word := _word(node)) in BANNED
    ]


def _word(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.name if isinstance(node, ast.alias) else ""


def hidden_imports(root: Path) -> list[str]:
    """Imports inside functions."""
    return [
        f"{module.name}:{node.lineno} in {function.name}()"
        for module in modules(root)
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def writes_outside_actions(root: Path) -> list[str]:
    """Views, queries, forms and the API that write to the database."""
    places = ("views", "queries", "forms", "api")
    return [
        f"{module.name}:{call.lineno} .{call.func.attr}()"
        for module in _django(root)
        if module.place in places
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and _writes(call.func)
    ]


def _writes(called: ast.Attribute) -> bool:
    if called.attr not in WRITES:
        return False
    if called.attr not in EVERYDAY:
        return True
    chain = {node.attr for node in ast.walk(called.value) if isinstance(node, ast.Attribute)}
    return bool(chain & QUERYISH) or called.attr == "delete"


def positional_actions(root: Path) -> list[str]:
    """Actions that are not keyword-only, or do not take the time from their caller."""
    found = []
    for module, function in _actions(root):
        given = function.args
        if given.args or given.posonlyargs or given.vararg:
            found.append(f"{module.name}::{function.name} takes positional arguments")
        if "now" not in {arg.arg for arg in given.kwonlyargs}:
            found.append(f"{module.name}::{function.name} takes no now=")
    return found


def clauses_by_hand(root: Path) -> list[str]:
    """Refusals that cite a guideline's row in code: only the municipality's own rules may."""
    return [
        f"{module.name}:{node.lineno}"
        for module in _django(root)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.keyword)
        and node.arg == "cite"
        and isinstance(node.value, ast.Constant)
        and node.value.value
    ]


def silent_actions(root: Path) -> list[str]:
    """Actions that reach no ledger entry: neither by `record` nor by another action."""
    return [
        f"{module.name}::{function.name}"
        for module, function in _actions(root)
        if not _records(function, module, set())
    ]


def _records(function: Function, module: Module, seen: set[str]) -> bool:
    own = {node.name: node for node in module.tree.body if isinstance(node, Function)}
    actions = {
        imported.rsplit(".", 1)[1] for imported, _ in module.imports() if ".actions" in imported
    }
    for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
        called = call.func
        name = called.id if isinstance(called, ast.Name) else _word(called)
        base = called.value if isinstance(called, ast.Attribute) else None
        if name == "record" or name in actions or (base and _word(base) in {"actions", *actions}):
            return True
        if name in own and name not in seen and _records(own[name], module, {*seen, name}):
            return True
    return False


def _actions(root: Path) -> Iterator[tuple[Module, Function]]:
    """The verbs that a room offers: what its actions/__init__ hands on."""
    inside = [module for module in _django(root) if module.place == "actions"]
    offered = {
        (module.room, imported.rsplit(".", 1)[1])
        for module in inside
        if module.path.name == "__init__.py"
        for imported, _ in module.imports()
    }
    for module in inside:
        if module.room != "ledger":  # it is what the others record with
            for function in public_functions(module):
                if (module.room, function.name) in offered:
                    yield module, function


def _django(root: Path) -> list[Module]:
    return [module for module in modules(root) if module.room not in PLAIN_ROOMS | {""}]


@pytest.mark.parametrize(
    "rule",
    [banned_words, hidden_imports, writes_outside_actions, positional_actions, clauses_by_hand],
)
def test_the_tree_keeps(rule: Callable[[Path], list[str]]) -> None:
    assert rule(ROOT) == []


def test_every_action_is_recorded_or_says_why_not() -> None:
    excused = {where for rule, where in granted() if rule == "silent"}
    silent = set(silent_actions(ROOT))
    assert silent - excused == set()
    assert excused - silent == set(), "these record now: take their exceptions away"


PLANTED: list[tuple[Callable[[Path], list[str]], str, str]] = [
    (banned_words, "models/post.py", "from django.db.models.signals import post_save\n"),
    (banned_words, "models/post.py", "x = fields.GenericForeignKey()\n"),
    (banned_words, "apps.py", "class A(admin.ModelAdmin): pass\n"),
    (hidden_imports, "queries.py", "def f():\n    import os\n"),
    (hidden_imports, "queries.py", "class A:\n    def f(self):\n        from os import path\n"),
    (writes_outside_actions, "views/post.py", "def f(r):\n    post.save()\n"),
    (writes_outside_actions, "views/post.py", "def f(r):\n    Post.objects.create(a=1)\n"),
    (writes_outside_actions, "views/post.py", "def f(r):\n    Post.objects.filter().update(a=1)\n"),
    (writes_outside_actions, "queries.py", "def f(r):\n    post.delete()\n"),
    (writes_outside_actions, "forms.py", "def f(r):\n    Post.objects.get_or_create(a=1)\n"),
    (positional_actions, "actions/approve.py", "def approve(post, *, by, now):\n    record()\n"),
    (positional_actions, "actions/approve.py", "def approve(*, post, by):\n    record()\n"),
    (clauses_by_hand, "actions/a.py", "def a(*, now):\n    raise Refusal(cite='V-11')\n"),
    (silent_actions, "actions/approve.py", "def approve(*, post, by, now):\n    post.save()\n"),
    (silent_actions, "actions/a.py", "def a(*, now):\n    _b()\ndef _b():\n    _b()\n"),
]


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_a_planted_breach_is_found(
    rule: Callable[[Path], list[str]], path: str, text: str, tmp_path: Path
) -> None:
    plant(tmp_path, path, text)
    assert len(rule(tmp_path)) == 1


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (
            writes_outside_actions,
            "views/post.py",
            "def f(r):\n    seen.add(1)\n    d.update(a=1)\n",
        ),
        (silent_actions, "actions/a.py", "def a(*, now):\n    _b()\ndef _b():\n    record()\n"),
        (
            silent_actions,
            "actions/a.py",
            "from torg.delivery.actions import enqueue\ndef a(*, now):\n    enqueue()\n",
        ),
    ],
)
def test_what_is_right_passes(
    rule: Callable[[Path], list[str]], path: str, text: str, tmp_path: Path
) -> None:
    plant(tmp_path, path, text)
    assert rule(tmp_path) == []


def plant(root: Path, path: str, text: str) -> None:
    """One file of a room of its own; an action is offered as the room's face."""
    planted = root / "src" / "torg" / "room" / path
    planted.parent.mkdir(parents=True)
    planted.write_text(text)
    if planted.parent.name == "actions":
        verb = planted.stem
        (planted.parent / "__init__.py").write_text(f"from torg.room.actions.{verb} import {verb}")
