from django.db import models

from torg.channels.models.channel import Channel
from torg.channels.states import ConnectionState
from torg.people.models import Scoped


class ChannelConnection(Scoped):
    """How a channel is reached: adapter, account and sealed credentials.

    `secret` and `webhook_secret` hold sealed text (kernel.sealing); the key is never
    in the database. `account_id` is the network's stable id; the handle may change.
    `limits`: what the account may send, as the network told at the last live read.
    `subscribed_at`: since when the network delivers to us directly; None: it is only polled.
    """

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="connection")
    adapter = models.CharField(max_length=20)
    base_url = models.URLField(max_length=300)
    account_id = models.CharField(max_length=200)
    handle = models.CharField(max_length=200)
    display_name = models.CharField(max_length=200, blank=True, default="")
    account_url = models.URLField(max_length=500, blank=True, default="")
    secret = models.TextField(editable=False)
    webhook_secret = models.TextField(editable=False, blank=True, default="")
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in ConnectionState],
        default=ConnectionState.VERIFIED.value,
    )
    verified_at = models.DateTimeField()
    broken_since = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True, default="")
    limits = models.JSONField(default=dict, blank=True)
    subscribed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adapter", "base_url", "account_id"], name="account_connected_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.handle} · {self.adapter}"

    @property
    def works(self) -> bool:
        """Whether the last live read or act proved it."""
        return self.state == ConnectionState.VERIFIED

    @property
    def ended(self) -> bool:
        """Whether a person has disconnected it."""
        return self.state == ConnectionState.ENDED
