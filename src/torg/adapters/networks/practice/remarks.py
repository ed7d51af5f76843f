"""What residents say by themselves: texts with the right label, matched to what they answer."""

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

PACKAGE = "torg.adapters.networks.practice"
ANY = "any"


class RemarkKind(StrEnum):
    """What a remark is, as a careful reader would sort it."""

    QUESTION = "question"
    VIEWPOINT = "viewpoint"
    PRAISE = "praise"
    BLAME = "blame"
    CRITICISM = "criticism"
    IRONY = "irony"
    REPEAT = "repeat"
    SPAM = "spam"
    UNLAWFUL = "unlawful"
    PRIVATE = "private"


# How often each kind is heard, in parts of a whole; most people ask and think.
WEIGHTS: dict[RemarkKind, int] = {
    RemarkKind.QUESTION: 30,
    RemarkKind.VIEWPOINT: 17,
    RemarkKind.PRAISE: 16,
    RemarkKind.BLAME: 10,
    RemarkKind.CRITICISM: 9,
    RemarkKind.IRONY: 5,
    RemarkKind.REPEAT: 5,
    RemarkKind.SPAM: 4,
    RemarkKind.PRIVATE: 2,
    RemarkKind.UNLAWFUL: 2,
}


@dataclass(frozen=True, slots=True)
class Remark:
    """kind: the label. topic: a name of the topics table, or "any"."""

    kind: RemarkKind
    topic: str
    text: str


@cache
def data(name: str) -> Mapping[str, Mapping[str, Any]]:
    """One of the two data files, read once."""
    return tomllib.loads(files(PACKAGE).joinpath(name).read_text(encoding="utf-8"))


@cache
def remarks() -> tuple[Remark, ...]:
    """All remarks."""
    found = data("remarks.toml")["remarks"]
    return tuple(
        Remark(RemarkKind(kind), topic, text)
        for kind, rows in found.items()
        for topic, text in rows
    )


def topics_of(text: str) -> frozenset[str]:
    """The topics that have a word which begins a word of the text."""
    said = re.findall(r"[\w-]+", text.lower())
    table = data("remarks.toml")["topics"]
    return frozenset(
        name
        for name, starts in table.items()
        if any(word.startswith(tuple(starts)) for word in said)
    )


def remark_on(text: str, chance: random.Random) -> Remark:
    """A remark that could stand below the text."""
    kind = chance.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
    topics = topics_of(text)
    all_of_kind = [remark for remark in remarks() if remark.kind is kind]
    fitting = [remark for remark in all_of_kind if remark.topic in topics]
    general = [remark for remark in all_of_kind if remark.topic == ANY]
    return chance.choice(fitting or general or all_of_kind)
