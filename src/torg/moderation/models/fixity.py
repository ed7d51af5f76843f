from django.db import models
from django.db.models import Q

from torg.moderation.models.evidence import Evidence
from torg.people.models import Scoped


class FixityRound(Scoped):
    """How far the reading-again of a municipality's sealed files has come; one row each.

    after: the last evidence that was read, None at the beginning. count: how many have been.
    ended_at: None while it goes on.
    """

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    after = models.UUIDField(null=True, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality"], name="one_fixity_round")]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d} · {self.count}"


class EvidenceFault(Scoped):
    """A sealed file that was found damaged or gone. part: as in queries.Fault; digest: its name.

    mended_at: None while it is so.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="faults")
    part = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    found_at = models.DateTimeField()
    mended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "part"],
                condition=Q(mended_at__isnull=True),
                name="evidence_fault_told_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality"],
                condition=Q(mended_at__isnull=True),
                name="evidence_fault_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} · {self.digest[:12]}"
