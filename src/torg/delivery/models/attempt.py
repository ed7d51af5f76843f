from django.db import models

from torg.delivery.models.act import Act
from torg.people.models import Scoped


class Attempt(Scoped):
    """One call, or one read-back, for an act. `ended_at` stays empty when the worker died."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    reading = models.BooleanField(default=False)
    worker_name = models.CharField(max_length=240)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True, default="")
    code = models.CharField(max_length=120, blank=True, default="")
    detail = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "number"],
                condition=models.Q(reading=False),
                name="attempt_numbered_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.act_id} · {self.number} · {self.outcome}"
