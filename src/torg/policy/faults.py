"""What is wrong with a pack, told so that whoever wrote it can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. source: the file; line: counted from 1, 0 when nothing stands on a line.

    where: the rule by its id and the key; why: what is wrong; remedy: what would be right.
    All three are Swedish.
    """

    source: str
    line: int
    where: str
    why: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        told = ": ".join(part for part in (place, self.where, self.why) if part)
        return f"{told}. {self.remedy}" if self.remedy else f"{told}."


class PackRefusedError(ValueError):
    """A pack is broken: every fault that could be found at once, at least one."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
