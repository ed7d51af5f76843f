from django.db import models

from torg.channels.models import Channel
from torg.people.models import Scoped, User


class WatchRound(Scoped):
    """Somebody has looked through a channel (M1-09, M1-10, G-36, V-97).

    rule_id: the duty it was done for. day: the municipality's own calendar day.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="watch_rounds")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()
    rule_id = models.CharField(max_length=120)
    note = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["municipality", "day"], name="watch_round_day")]

    def __str__(self) -> str:
        return f"{self.channel_id} · {self.at:%Y-%m-%d %H:%M}"
