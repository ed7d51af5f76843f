from django.db import models

from torg.channels.models import Channel
from torg.delivery.models import Act
from torg.people.models import Scoped
from torg.planning.models.post import Post


class Variant(Scoped):
    """A post on one channel. `text` is empty while it follows the common text.

    `act` is the latest deed that it became; its state tells how it went.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="variants")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="variants")
    text = models.TextField(blank=True, default="")
    act = models.OneToOneField(
        Act, null=True, blank=True, on_delete=models.PROTECT, related_name="variant"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["post", "channel"], name="variant_once_per_channel")
        ]

    def __str__(self) -> str:
        return f"{self.post} · {self.channel}"

    @property
    def outgoing_text(self) -> str:
        """What goes out on this channel."""
        return self.text or self.post.text
