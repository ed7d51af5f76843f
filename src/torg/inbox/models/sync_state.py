from django.db import models

from torg.channels.models import Channel
from torg.people.models import Scoped


class SyncState(Scoped):
    """How far polling has come on one channel, and whether it works.

    cursor: the network's own; moved in the transaction that stores what it passed.
    not_before: the next poll, later and later while the network fails.
    """

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="sync_state")
    cursor = models.TextField(blank=True, default="")
    last_ok_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True, default="")
    failing_since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.channel_id} · {self.failure or 'ok'}"
