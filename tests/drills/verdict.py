"""What a cell of a drill came to: one row of the table, one JSON object."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

from tests.suite import ROOT


@dataclass(frozen=True)
class Verdict:
    """Counts of one cell.

    n: what was tried (acts, days, minutes, steps). faults: kills, freezes, jumps or other
    harm really done. twice, lost: broken promises. unknown: shown to a person as unclear.
    notes: whatever else the cell measured.
    """

    drill: str
    cell: str
    db: str
    workers: int
    n: int
    faults: int
    twice: int
    lost: int
    unknown: int
    seed: int
    seconds: float
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether a promise was broken, or nothing was tried at all."""
        return bool(self.twice or self.lost or not self.n)

    @property
    def bound(self) -> str:
        """The 95 % upper bound of the rate of failure: 3/N when none failed."""
        trials = min(self.n, self.faults) if self.faults else self.n
        return f"{300 / trials:.2f} %" if trials and not self.failed else "-"

    @property
    def line(self) -> str:
        """One row of the report."""
        more = " ".join(f"{name} {value}" for name, value in self.notes.items())
        return (
            f"{self.drill:4}{self.cell:20} {self.db:10} w{self.workers} N {self.n:<6} "
            f"faults {self.faults:<6} TWICE {self.twice} LOST {self.lost} "
            f"unknown {self.unknown:<4} 95 % < {self.bound:8} seed {self.seed} "
            f"{self.seconds:.0f} s {commit()} {more}"
        ).rstrip()

    @property
    def told(self) -> str:
        """The row as JSON, on one line."""
        return json.dumps(
            {**asdict(self), "notes": dict(self.notes), "bound": self.bound, "commit": commit()},
            ensure_ascii=False,
        )


def from_json(line: Mapping[str, Any]) -> Verdict:
    """A cell's own line. What is not known by name becomes a note."""
    told = dict(line)
    known = {name: told.pop(name) for name in list(told) if name in _FIELDS}
    for derived in ("bound", "commit"):
        told.pop(derived, None)
    return Verdict(**{**_EMPTY, **known, "notes": {**known.pop("notes", {}), **told}})


_FIELDS = frozenset(Verdict.__dataclass_fields__)
_EMPTY: dict[str, Any] = {
    "db": "sqlite",
    "workers": 1,
    "n": 0,
    "faults": 0,
    "twice": 0,
    "lost": 0,
    "unknown": 0,
    "seed": 0,
    "seconds": 0.0,
}


@cache
def commit() -> str:
    """The short name of the commit that is drilled; with a plus when files have changed."""
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return told.stdout.strip() or "?"
