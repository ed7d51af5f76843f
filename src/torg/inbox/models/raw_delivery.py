from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel
from torg.people.models import Numerous


class Source(models.TextChoices):
    """How a payload reached us."""

    WEBHOOK = "webhook", _("Webhook")
    POLL = "poll", _("Hämtning")


class RawDelivery(Numerous):
    """A payload as received, stored before anything is made of it.

    body: webhook: the raw bytes; poll: the page's events with their raw payloads
    (actions.pack_events writes and reads them). digest: SHA-256 of body. id: a webhook's is
    made of its channel and digest (actions.webhook_id): a replayed one is stored once.
    not_before, tries, failure: a delivery that could not be read is kept and tried again, ever
    more seldom; it is never thrown away.
    """

    # Nobody asks for a channel's deliveries but those that wait.
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=8, choices=Source.choices)
    received_at = models.DateTimeField()
    body = models.BinaryField()
    digest = models.CharField(max_length=64)
    processed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    failure = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["received_at", "id"]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(processed_at__isnull=True), name="raw_to_process"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.received_at:%Y-%m-%d %H:%M}"
