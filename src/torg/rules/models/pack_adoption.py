from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.people.models import Scoped, User


class AdoptionKind(models.TextChoices):
    """What was decided: a whole edition, a value of it, or nothing new about its content."""

    EDITION = "edition", _("Utgåva")
    CHANGE = "change", _("Egen ändring")
    PRINCIPLE = "principle", _("Kanalens egna principer")
    NOTE = "note", _("Registrerat beslut")


# What everybody who works with the channels is asked to read and confirm (V-02).
ASKS = (AdoptionKind.EDITION, AdoptionKind.CHANGE)


class PackAdoption(Scoped):
    """A pack taken into force. Written once, never changed, so old decisions can be explained.

    number: 1, 2, 3... per municipality. content: the pack as canonical JSON, whose SHA-256
    is `digest`. in_force_from: from that instant, until the next number is in force.
    file_digest: of the file that the latest edition was read from, without later changes.
    adopting_body and the rest: the decision as the minutes have it (V-01); `adopted_at` and
    `adopted_by` are when and by whom it was registered here.
    """

    number = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=10, choices=AdoptionKind.choices, default=AdoptionKind.EDITION
    )
    digest = models.CharField(max_length=64)
    file_digest = models.CharField(max_length=64)
    version = models.CharField(max_length=40)
    content = models.TextField()
    adopting_body = models.CharField(max_length=200)
    decided_on = models.DateField(null=True, blank=True)
    paragraph = models.CharField(max_length=40, blank=True, default="")
    reference = models.CharField(max_length=80, blank=True, default="")
    proposing_body = models.CharField(max_length=200, blank=True, default="")
    proposed_on = models.DateField(null=True, blank=True)
    basis = models.TextField(blank=True, default="")
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
            models.CheckConstraint(condition=~Q(adopting_body=""), name="pack_adoption_has_body"),
        ]
        indexes = [models.Index(fields=["digest"], name="pack_adoption_digest")]

    def __str__(self) -> str:
        return f"{self.version} ({self.digest[:12]})"
