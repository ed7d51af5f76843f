"""What a benchmark is given and what it hands back."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Plan:
    """db: "sqlite" or "postgres"; rows: the sizes to run; rounds: of each size.

    single: one unit a transaction, where a benchmark knows both ways.
    """

    db: str
    rows: tuple[int, ...]
    rounds: int
    single: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One size. gate: the highest ratio that passes, None where no ratio is judged.

    faults: what is wrong in itself.
    """

    rows: int
    ratio: float
    gate: float | None
    told: str
    faults: tuple[str, ...] = field(default=())

    @property
    def passes(self) -> bool:
        """Within the gate and without fault."""
        return (self.gate is None or self.ratio <= self.gate) and not self.faults


class Benchmark(Protocol):
    """One name of the table."""

    def __call__(self, plan: Plan) -> list[Line]:
        """Run every size of the plan."""
