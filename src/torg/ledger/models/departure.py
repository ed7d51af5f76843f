from django.db import models

from torg.ledger.models.checkpoint import Checkpoint
from torg.people.models import Scoped


class Departure(Scoped):
    """That a checkpoint was handed to a place outside the house, or why it could not be.

    witness: the place's name (ports.witness); at: when it was taken in, None until then;
    receipt: what came back as proof, such as a whole RFC 3161 answer; cause: why the last
    try failed, as a Swedish sentence or an error's code, empty when it did not.
    """

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="departures")
    witness = models.CharField(max_length=20)
    at = models.DateTimeField(null=True)
    receipt = models.BinaryField(default=bytes)
    cause = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-checkpoint__size"]
        constraints = [
            models.UniqueConstraint(
                fields=["checkpoint", "witness"], name="one_departure_per_place"
            ),
            models.CheckConstraint(
                condition=models.Q(at__isnull=True) | models.Q(cause=""),
                name="departure_left_or_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.witness}: {self.checkpoint_id}"
