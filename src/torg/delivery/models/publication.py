from django.db import models

from torg.channels.models import Channel
from torg.delivery.models.act import Act
from torg.people.models import Numerous


class Publication(Numerous):
    """Something of ours that stands on a network: by this the inbox knows our own echo."""

    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="publication")
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, related_name="publications", db_index=False
    )
    network_id = models.CharField(max_length=300)
    version = models.CharField(max_length=200, blank=True, default="")
    url = models.CharField(max_length=500, blank=True, default="")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "network_id"], name="publication_once_per_channel"
            )
        ]

    def __str__(self) -> str:
        return self.network_id
