"""Hostile markup in every stored text of one municipality: the targets of the XSS range."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from tests.web import stored
from tests.web.matrix.world import MAKERS, Side, load_makers, make_side

from torg.kernel.scope import every_municipality

CORPUS = Path(__file__).with_name("payloads.txt")
NO_LIMIT = 20_000
# A page folds a long text and shows a short one whole: two places where it may be let through.
SHORT = 500
RUNS_AS_ADDRESS = re.compile(r"\s*(jav\s*ascript|data):", re.IGNORECASE)
# Stands in what is sealed when it is made and that nobody may write to afterwards.
FIRST = "\"'><svg onload=torg_xss()>"


def payloads() -> list[str]:
    """The corpus, a line each; blanks at the ends of a line belong to it."""
    return CORPUS.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def hostile_side() -> Side:
    """A municipality with every object of the permission matrix, hostile from the first."""
    return full_side(FIRST)


def full_side(canary: str) -> Side:
    """A municipality with every object that the permission matrix knows, `canary` in its texts."""
    if not MAKERS:
        load_makers()
    side = make_side("malmo", canary)
    for kind in sorted(MAKERS):
        side.try_to_get(kind)
    assert not side.broken, side.broken
    for person in side.people.values():
        person.set_password("hemligt-prov-lösenord")
        person.save()
    return side


class Infection:
    """Writes payloads behind (in addresses: instead of) what a field held at first.

    Each field has its own queue of payloads, and takes as many as fit and `most` allows at every
    turn; every second row of it stays short. kept: writes that a constraint of the database
    refused; their payloads come again.
    """

    def __init__(self, side: Side, *, most: int, texts: Sequence[str]) -> None:
        self._side = side
        self._most = most
        self._texts = texts
        self._first: dict[tuple[str, str, str], Any] = {}
        self._waiting: dict[str, list[str]] = {}
        self.placed: set[tuple[str, str]] = set()
        self.kept = 0

    def __str__(self) -> str:
        left = sum(map(len, self._waiting.values()))
        return (
            f"{len(self._texts)} payloads in {len(self._waiting)} fields: {len(self.placed)} pairs "
            f"shown, {left} not yet or too long, {self.kept} refused by the database;"
        )

    def spread(self) -> bool:
        """Give every row the next payloads of its fields; whether any were left to give."""
        before = len(self.placed)
        with every_municipality():
            for model, name, word in stored.free():
                if word != "secret":
                    rows = stored.rows_of(model, self._side.municipality.pk)
                    for number, row in enumerate(rows):
                        self._write(row, name, SHORT if number % 2 else NO_LIMIT)
        return len(self.placed) > before

    def _write(self, row: Model, name: str, room: int) -> None:
        label = f"{row._meta.label}.{name}"
        key = (row._meta.label, str(row.pk), name)
        setattr(row, name, self._first.setdefault(key, getattr(row, name)))
        limit = min(room, getattr(row._meta.get_field(name), "max_length", None) or room)
        waiting = self._waiting.setdefault(label, ordered(self._texts, name))
        most = 1 if _is_address(name) else self._most
        chosen = fitting(waiting or self._texts, limit, most)
        try:
            with transaction.atomic():
                done = stored.rewrite(row, name, partial(_joined, name, chosen, limit))
        except IntegrityError:
            done, self.kept = False, self.kept + 1
        if done:
            self.placed |= {(label, text) for text in chosen}
            self._waiting[label] = [text for text in waiting if text not in chosen]
        elif row._meta.label in stored.SEALED:
            del self._waiting[label]


def ordered(texts: Sequence[str], name: str) -> list[str]:
    """The field's queue: an address meets first what a browser runs as one."""
    if not _is_address(name):
        return list(texts)
    return sorted(texts, key=lambda text: not RUNS_AS_ADDRESS.match(text))


def fitting(texts: Sequence[str], limit: int, most: int) -> list[str]:
    """The first payloads that fit together with a blank between, at most so many."""
    chosen: list[str] = []
    room = limit
    for text in texts:
        if len(text) < room and len(chosen) < most:
            chosen.append(text)
            room -= len(text) + 1
    return chosen


def _is_address(name: str) -> bool:
    return "url" in name or name == "website"


def _joined(name: str, chosen: Sequence[str], limit: int, _row: Model, text: str) -> str:
    hostile = " ".join(chosen)
    if _is_address(name):
        return hostile[:limit]
    return f"{text[: limit - len(hostile) - 1]} {hostile}"[:limit]
