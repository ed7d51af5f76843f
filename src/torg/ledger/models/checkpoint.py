from django.db import models

from torg.kernel.merkle import CompactRange
from torg.people.models import Scoped


class Checkpoint(Scoped):
    """A signed statement of how long the log was and what its root was.

    note: the signed text (C2SP), which may leave the house; root: hexadecimal;
    peaks: as in Head, so that the next checkpoint reads only what came after.
    """

    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    peaks = models.JSONField()
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        ordering = ["-size"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "size"], name="one_checkpoint_per_size"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.size}"

    @property
    def tree(self) -> CompactRange:
        """The tree at that size. Raises ValueError when size and peaks do not fit together."""
        return CompactRange(self.size, [bytes.fromhex(peak) for peak in self.peaks])
