from django.db import models
from django.db.models import F, Q

from torg.channels.models import Channel
from torg.people.models import Scoped, User


class Hold(Scoped):
    """Publishing is paused: for one channel, or for all when `channel` is empty.

    placed_by: empty when the desk itself paused, after a restore.
    """

    channel = models.ForeignKey(
        Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="holds"
    )
    reason = models.CharField(max_length=500)
    placed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-placed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "channel"],
                condition=Q(lifted_at__isnull=True, channel__isnull=False),
                name="hold_once_per_channel",
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(lifted_at__isnull=True, channel__isnull=True),
                name="hold_once_for_all",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__gte=F("placed_at"), lifted_by__isnull=False),
                name="hold_lifted_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
