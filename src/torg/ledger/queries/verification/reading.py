"""What has been read so far: blocks of entries joined into one tree."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from torg.kernel.merkle import CompactRange
from torg.ledger.queries.verification.entries import (
    Block,
    gone_without_decision,
    left_in_spite_of_decision,
)
from torg.ledger.queries.verification.report import MOST_PROBLEMS, Problem, ProblemKind


@dataclass(slots=True)
class Reading:
    """tree: over the entries read; start: how many of them were taken on trust of a signed
    checkpoint; wanted: the sizes that somebody signed, rising; trees: the tree at each of
    them that has been passed; gone, disposed: seqs, as in Block."""

    tree: CompactRange
    start: int = 0
    wanted: Sequence[int] = ()
    trees: dict[int, CompactRange] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    disposed: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def say(self, kind: ProblemKind, seq: int | None, message: str) -> None:
        """Note a problem; those past the limit are left out."""
        self.note([Problem(kind, seq, message)])

    def note(self, problems: Iterable[Problem]) -> None:
        """Note problems; those past the limit are left out."""
        self.problems += list(problems)[: MOST_PROBLEMS - len(self.problems)]

    def take(self, block: Block) -> None:
        """The next block."""
        self.note(block.problems)
        self.gone.update(block.gone)
        self.disposed.update(block.disposed)
        begin, size = 0, self.tree.size
        passed = slice(
            bisect_right(self.wanted, size), bisect_right(self.wanted, size + len(block.leaves))
        )
        for signed in self.wanted[passed]:
            self.tree.extend(block.leaves[begin : signed - size])
            begin = signed - size
            self.trees[signed] = CompactRange(self.tree.size, list(self.tree.peaks))
        self.tree.extend(block.leaves[begin:])

    def hold_disposals(self, later: Iterable[int]) -> None:
        """Every text that is gone has its decision, and what was disposed of is gone.

        later: seqs that entries after those read say were disposed of.
        """
        self.note(gone_without_decision(sorted(self.gone - self.disposed - set(later))))
        read = {seq for seq in self.disposed if seq > self.start}
        self.note(left_in_spite_of_decision(sorted(read - self.gone)))
