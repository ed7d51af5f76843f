from django.db import models
from django.db.models import Q

from torg.channels.models.channel import Channel
from torg.channels.states import WORKING, ConnectionState, Reading
from torg.people.models import Scoped


class ChannelConnection(Scoped):
    """How a channel is reached: adapter, account and sealed credentials.

    `secret` and `webhook_secret` hold sealed text (kernel.sealing); the key is never
    in the database. `account_id` is the network's stable id; the handle may change.
    `limits`: what the account may send, as the network told at the last live read.
    `subscribed_at`: since when the network delivers to us directly; None: it is only polled.
    `broken_since`, `failure` and `weak_in`: since when it is degraded or broken, the code, and
    which reading fails. `look_at`: when everybody's view of the account is read next, None at
    once; `looks_failed`: in a row; `gone_since`: the first look that found no account.
    `marked`: the network's mark of a verified account, None where it never told.
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
    weak_in = models.CharField(
        max_length=4,
        choices=[(part.value, part.value) for part in Reading],
        blank=True,
        default="",
    )
    looked_at = models.DateTimeField(null=True, blank=True)
    look_at = models.DateTimeField(null=True, blank=True)
    looks_failed = models.PositiveSmallIntegerField(default=0)
    gone_since = models.DateTimeField(null=True, blank=True)
    marked = models.BooleanField(null=True, blank=True)
    broken_since = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True, default="")
    limits = models.JSONField(default=dict, blank=True)
    subscribed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adapter", "base_url", "account_id"], name="account_connected_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ConnectionState]),
                name="connection_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["degraded", "broken"]) | Q(broken_since__isnull=False),
                name="connection_trouble_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handle} · {self.adapter}"

    @property
    def works(self) -> bool:
        """Whether it sends and fetches."""
        return self.state in WORKING

    @property
    def ended(self) -> bool:
        """Whether a person has disconnected it."""
        return self.state == ConnectionState.ENDED
