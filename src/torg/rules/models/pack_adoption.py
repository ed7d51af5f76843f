from django.db import models

from torg.people.models import Scoped, User


class PackAdoption(Scoped):
    """A pack taken into force. Written once, never changed, so old decisions can be explained.

    number: 1, 2, 3... per municipality. content: the pack as canonical JSON, whose SHA-256
    is `digest`. in_force_from: from that instant, until the next number is in force.
    """

    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    version = models.CharField(max_length=40)
    content = models.TextField()
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_force_from = models.DateTimeField()

    class Meta:
        ordering = ["municipality", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "number"], name="pack_adoption_numbered_once"
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="pack_adoption_digest")]

    def __str__(self) -> str:
        return f"{self.version} ({self.digest[:12]})"
