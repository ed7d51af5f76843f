"""Reads the rooms' TOML files, and Django's resolver, which they must agree with."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.web.matrix.world import Side

from torg.people.permissions import ROLES, Permission, roles_with

FOLDER = Path(__file__).parent
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
KEYS = {
    "name", "kwargs", "data", "query", "special", "off", "same_as", "whole", "reaches", "ids",
    "query_ids", *METHODS,
}  # fmt: skip
API = "/api/"


@dataclass(frozen=True)
class Row:
    """One route of the desk and who gets through it.

    reaches: methods that a role for another department may use on the object, each with the
    reason. whole: why a role must be for the whole municipality. ids, query_ids: fields of the
    body and of the query that name an object. same_as: the row that says all of its address.
    """

    room: str
    name: str
    through: dict[str, frozenset[str]]
    kwargs: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    query_ids: dict[str, Any] = field(default_factory=dict)
    reaches: dict[str, str] = field(default_factory=dict)
    special: str = ""
    off: str = ""
    same_as: str = ""
    whole: str = ""

    def open_beside(self, method: str) -> bool:
        """Whether a role for another department gets through on the home side's objects."""
        told = "GET" if method == "HEAD" else method
        return not self.whole and (not self.has_object or told in self.reaches)

    def sent(self, method: str) -> dict[str, Any]:
        """What stands in the query of a GET or HEAD, and in the body of all others."""
        return self.query if method in ("GET", "HEAD") else self.data

    @property
    def kinds(self) -> set[str]:
        """The kinds of objects that the row speaks of."""
        return set(_kinds([self.kwargs, self.data, self.query, self.ids, self.query_ids]))

    @property
    def has_object(self) -> bool:
        """Whether its address names an object of the home municipality."""
        return bool(set(_kinds(self.kwargs)))

    def address(self, side: Side) -> str:
        """The address with that side's objects in it."""
        return reverse(self.name, kwargs=values(self.kwargs, side) or None)


def _kinds(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and "object" in value:
        yield value["object"]
    elif isinstance(value, dict):
        for one in value.values():
            yield from _kinds(one)
    elif isinstance(value, list):
        for one in value:
            yield from _kinds(one)


def values(given: Any, side: Side) -> Any:
    """The row's values with objects replaced by their keys."""
    if isinstance(given, dict) and "object" in given:
        made = side.get(given["object"])
        if not isinstance(made, Model):
            return made
        return str(getattr(made, given.get("field", "pk")))
    if isinstance(given, dict):
        return {name: values(one, side) for name, one in given.items()}
    if isinstance(given, list):
        return [values(one, side) for one in given]
    return given


def who(said: str | list[str]) -> frozenset[str]:
    """The actors that a row lets through: role codes, and "anonymous"."""
    named = [said] if isinstance(said, str) else said
    return frozenset[str]().union(*(_named(one) for one in named))


def _named(word: str) -> frozenset[str]:
    if word in ROLES:
        return frozenset({word})
    if "+" in word:
        return frozenset.intersection(*(_named(part) for part in word.split("+")))
    if word in ("anyone", "signed_in"):
        return frozenset({*ROLES, "anonymous"} if word == "anyone" else ROLES)
    return frozenset(roles_with(Permission(word)))


def rows_in(text: str, room: str) -> list[Row]:
    """The rows of one file."""
    found = []
    for given in tomllib.loads(text)["route"]:
        unknown = given.keys() - KEYS
        assert not unknown, f"{room}.toml: {given['name']} has unknown keys {unknown}"
        through = {method: who(given[method]) for method in METHODS if method in given}
        if "GET" in through and given.get("special") != "api":
            through.setdefault("HEAD", through["GET"])
        rest = {key: given[key] for key in KEYS - set(METHODS) if key in given}
        found.append(Row(room=room, through=through, **rest))
    return found


def rows() -> list[Row]:
    """Every row of every room. A file that cannot be read becomes one row that fails."""
    found: list[Row] = []
    for path in sorted(FOLDER.glob("*.toml")):
        try:
            found += rows_in(path.read_text(encoding="utf-8"), path.stem)
        except (ValueError, KeyError, AssertionError) as error:
            found.append(Row(path.stem, f"unreadable: {error}", {}))
    return found


def route_names() -> list[str]:
    """The full name of every route that the resolver knows; "" for a route without a name."""
    return list(_names(get_resolver(), ""))


def _names(resolver: URLResolver, space: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}" if pattern.name else f"{space}{pattern.pattern}"
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern, inner)
