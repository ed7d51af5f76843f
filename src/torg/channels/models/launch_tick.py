from django.db import models

from torg.channels.models.channel import Channel
from torg.people.models import Scoped, User


class LaunchTick(Scoped):
    """One item of a channel's checklist that is done. item: its key in the rules.

    done_on: the local day on which it was; ticked_at: when it was noted.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="ticks")
    item = models.CharField(max_length=60)
    done_on = models.DateField()
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        ordering = ["ticked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "item"], name="launch_item_ticked_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.channel}"
