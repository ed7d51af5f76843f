from django.db import models

from torg.channels.models.channel import Channel
from torg.people.models import Scoped


class ChannelMark(Scoped):
    """Something that an account is found by, when residents ask whether it is ours.

    mark: "=" and a key of kernel.addresses; "@" and a name alone; "#" and a stump of its likeness
    (kernel.lookalikes). look: the likeness of the name that it came from. until: the Swedish date
    from which the account no longer was the channel's.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="marks")
    mark = models.CharField(max_length=220)
    look = models.CharField(max_length=200, blank=True, default="")
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mark", "channel"], name="channel_mark_once"),
        ]

    def __str__(self) -> str:
        return self.mark
