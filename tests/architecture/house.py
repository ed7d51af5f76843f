"""The source tree as the rules of the house read it. Each rule returns what breaks it."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXCEPTIONS = Path(__file__).parent / "exceptions.toml"
PLAIN_ROOMS = frozenset({"kernel", "policy", "ports", "adapters", "ui", "site"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file below src/torg."""

    root: Path
    path: Path

    @property
    def parts(self) -> tuple[str, ...]:
        """Path below src/torg: ("planning", "actions", "approve.py")."""
        return self.path.relative_to(self.root / "src" / "torg").parts

    @property
    def room(self) -> str:
        """The room's name; empty for torg itself."""
        return self.parts[0] if len(self.parts) > 1 else ""

    @property
    def place(self) -> str:
        """What it is inside its room: "actions", "queries", …"""
        return Path(self.parts[1]).stem if len(self.parts) > 1 else ""

    @property
    def name(self) -> str:
        """As it is told to a person: path from the project's root."""
        return self.path.relative_to(self.root).as_posix()

    @cached_property
    def text(self) -> str:
        """The whole file."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The file, parsed."""
        return ast.parse(self.text)

    def functions(self) -> Iterator[Function]:
        """Every function and method, at any depth."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def imports(self) -> Iterator[tuple[str, int]]:
        """Dotted names that the file imports, with their lines."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def modules(root: Path = ROOT, *, migrations: bool = False) -> list[Module]:
    """All of src/torg, without migrations (which Django writes) unless they are asked for."""
    found = sorted((root / "src" / "torg").rglob("*.py"))
    return [
        Module(root, path)
        for path in found
        if migrations or "migrations" not in path.relative_to(root).parts
    ]


def templates(root: Path = ROOT) -> list[Path]:
    """All page templates of the rooms."""
    return sorted((root / "src" / "torg").rglob("templates/**/*.html"))


def public_functions(module: Module) -> list[Function]:
    """Top-level functions without a leading underscore."""
    return [
        node
        for node in module.tree.body
        if isinstance(node, Function) and not node.name.startswith("_")
    ]


@dataclass(frozen=True)
class Measured:
    """A number that a norm bounds. where: file, or file::function."""

    where: str
    rule: str
    value: int


def granted() -> dict[tuple[str, str], int]:
    """The exceptions that stand in exceptions.toml: (rule, where) -> highest allowed value."""
    told = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))
    rows = told.get("exception", [])
    for row in rows:
        assert set(row) == {"rule", "where", "value", "reason"}, row
        assert len(row["reason"]) > 15, f"{row['where']}: a reason says why, in a sentence"
    return {(row["rule"], row["where"]): row["value"] for row in rows}
