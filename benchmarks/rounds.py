"""How a ratio is measured: limit, subject, limit, by processor time."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Work = Callable[[], object]
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Ratio:
    """Seconds of processor time, and subject / limit of each round."""

    subject: float
    limit: float
    each: Sequence[float]

    @property
    def median(self) -> float:
        """The figure that the gate judges."""
        return statistics.median(self.each)


def cpu(work: Work, clock: Clock = time.process_time) -> float:
    """Processor seconds of one run. clock: counts another process's too, where one works for us."""
    began = clock()
    work()
    return clock() - began


def ratio(subject: Work, limit: Work, rounds: int, clock: Clock = time.process_time) -> Ratio:
    """Each round's subject against the mean of the limits on both sides of it."""
    subjects, limits, each = [], [], []
    for _ in range(rounds):
        before, middle, after = cpu(limit, clock), cpu(subject, clock), cpu(limit, clock)
        around = (before + after) / 2
        subjects.append(middle)
        limits.append(around)
        each.append(middle / around)
    return Ratio(statistics.median(subjects), statistics.median(limits), each)
