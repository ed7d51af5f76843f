"""Sizes: what the house holds small, and how it counts."""

import ast
from collections.abc import Iterable
from pathlib import Path

from tests.architecture.house import Function, Measured, Module, modules, templates

LIMITS = {"module": 300, "function": 40, "branches": 8, "view": 25, "template": 120, "test": 600}
BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)


def measure(root: Path) -> list[Measured]:
    """Every size in the tree."""
    return [
        *(row for module in modules(root) for row in of_module(module)),
        *(Measured(name(root, path), "template", lines(path)) for path in templates(root)),
        *(Measured(name(root, path), "test", lines(path)) for path in test_files(root)),
    ]


def of_module(module: Module) -> Iterable[Measured]:
    """The module itself and each of its functions."""
    yield Measured(module.name, "module", len(module.text.splitlines()))
    for function in module.functions():
        where = f"{module.name}::{function.name}"
        rule = "view" if module.place == "views" else "function"
        yield Measured(where, rule, length(function))
        yield Measured(where, "branches", branches(function))


def length(function: Function) -> int:
    """Lines from `def` to the end, without the docstring and the decorators."""
    body = function.body
    end = function.end_lineno or function.lineno
    if ast.get_docstring(function, clean=False) is None:
        return end - function.lineno + 1
    doc = body[0]
    return end - function.lineno + 1 - ((doc.end_lineno or doc.lineno) - doc.lineno + 1)


def branches(function: Function) -> int:
    """Ways through it beyond the first; what a nested function branches is its own."""
    count, rest = 0, list(ast.iter_child_nodes(function))
    while rest:
        node = rest.pop()
        if isinstance(node, Function | ast.Lambda):
            continue
        count += isinstance(node, BRANCHES)
        rest += ast.iter_child_nodes(node)
    return count


def test_files(root: Path) -> list[Path]:
    """Python files of the tests."""
    return sorted((root / "tests").rglob("*.py"))


def lines(path: Path) -> int:
    """Lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def name(root: Path, path: Path) -> str:
    """Path from the project's root."""
    return path.relative_to(root).as_posix()
