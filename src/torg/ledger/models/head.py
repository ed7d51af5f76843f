from django.db import models

from torg.kernel.merkle import CompactRange
from torg.people.models import Scoped


class Head(Scoped):
    """Where the log ends. The row is the lock that makes appends wait for each other.

    peaks: hexadecimal roots of the perfect subtrees, the widest first.
    """

    size = models.PositiveBigIntegerField(default=0)
    peaks = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality"], name="one_head_per_municipality"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.size}"

    @property
    def tree(self) -> CompactRange:
        """The tree so far. Raises ValueError when size and peaks do not fit together."""
        return CompactRange(self.size, [bytes.fromhex(peak) for peak in self.peaks])
