from django.db import models
from django.utils.translation import gettext_lazy as _

from torg.channels.states import ChannelState
from torg.people.models import Department, Scoped, User


class NetworkName(models.TextChoices):
    """Networks as the guidelines name them."""

    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    X = "x", "X"
    YOUTUBE = "youtube", "YouTube"
    LINKEDIN = "linkedin", "LinkedIn"
    THREADS = "threads", "Threads"
    BLUESKY = "bluesky", "Bluesky"
    MASTODON = "mastodon", "Mastodon"


class ChannelClass(models.TextChoices):
    """Rules differ between a main account and others (A-01)."""

    MAIN = "main", _("Huvudkonto")
    ORDINARY = "ordinary", _("Ordinarie kanal")
    SEASONAL = "seasonal", _("Säsongskanal")


class Channel(Scoped):
    """An official account on one network, owned by a department (M2-11)."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="channels")
    name = models.CharField(max_length=120)
    network = models.CharField(max_length=12, choices=NetworkName.choices)
    channel_class = models.CharField(
        max_length=10, choices=ChannelClass.choices, default=ChannelClass.ORDINARY
    )
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in ChannelState],
        default=ChannelState.LIVE.value,
    )
    comments_open = models.BooleanField(default=True)
    responsible = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "network", "name"], name="channel_named_once_per_network"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_network_display()})"

    @property
    def is_main(self) -> bool:
        """Whether this is a main account (huvudkonto)."""
        return self.channel_class == ChannelClass.MAIN
