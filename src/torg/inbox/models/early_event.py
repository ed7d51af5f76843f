from django.db import models

from torg.channels.models import Channel
from torg.people.models import Scoped


class EarlyEvent(Scoped):
    """An event that came before what it is about: kept until that arrives.

    awaits: the network id that it waits for. event: as actions.pack_events writes it.
    Examples: a deletion delivered before the creation, our own echo before the comment.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    awaits = models.CharField(max_length=300)
    network_id = models.CharField(max_length=300)
    version = models.CharField(max_length=200)
    verb = models.CharField(max_length=8)
    event = models.JSONField()
    arrived_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "network_id", "version", "verb"], name="early_event_once"
            )
        ]
        indexes = [models.Index(fields=["channel", "awaits"], name="early_event_awaits")]

    def __str__(self) -> str:
        return f"{self.verb} · {self.network_id}"
