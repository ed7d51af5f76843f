"""The verdict and what can be wrong."""

from dataclasses import dataclass
from enum import StrEnum

from torg.people.models import Municipality

MOST_PROBLEMS = 1_000


class ProblemKind(StrEnum):
    """What is wrong. The value is stable; the message says it in Swedish."""

    SEQUENCE = "sequence"
    COLUMNS = "columns"
    LEAF = "leaf"
    REFS = "refs"
    CONTENT = "content"
    HEAD = "head"
    ROOT = "root"
    CHECKPOINT = "checkpoint"
    SIGNATURE = "signature"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold. seq: the entry it is about, or None for the whole log."""

    kind: ProblemKind
    seq: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on one municipality's log.

    size and root (hexadecimal): what the entries lead to; checkpoints: how many signed
    statements were held against it; disposed: texts that have been disposed of;
    problems: at most MOST_PROBLEMS of them, in the order they were found.
    """

    municipality: Municipality
    size: int
    root: str
    checkpoints: int
    disposed: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.problems
