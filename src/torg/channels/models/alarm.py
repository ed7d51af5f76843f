from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.channels.models.channel import Channel
from torg.channels.states import AlarmState
from torg.people.models import Scoped, User


class AlarmKind(models.TextChoices):
    """What does not agree with the register, or has stopped."""

    RENAMED = "renamed", _("Kontot har bytt namn")
    GONE = "gone", _("Kontot syns inte längre")
    TAKEN = "taken", _("Kontonamnet hör till någon annan")
    UNMARKED = "unmarked", _("Kontot har förlorat sin verifiering")
    SILENT = "silent", _("Kanalen har tystnat")


class AccountAlarm(Scoped):
    """Something about a channel's account that a person has to look at.

    handle_before, handle_now, address_now, account_now: what the register held and what the
    network shows; account_now is the id of a stranger who has our name. words: why, where the
    kind alone does not tell. reason: the person's. ended_at: when what a person had dismissed
    was no longer so, and may be told anew.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="alarms")
    kind = models.CharField(max_length=10, choices=AlarmKind.choices)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in AlarmState],
        default=AlarmState.OPEN.value,
    )
    raised_at = models.DateTimeField()
    handle_before = models.CharField(max_length=200, blank=True, default="")
    handle_now = models.CharField(max_length=200, blank=True, default="")
    address_now = models.URLField(max_length=500, blank=True, default="")
    account_now = models.CharField(max_length=200, blank=True, default="")
    words = models.CharField(max_length=500, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "kind"],
                condition=Q(state="open"),
                name="alarm_open_once_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in AlarmState]),
                name="alarm_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True)
                | Q(state="over", settled_at__isnull=False)
                | (
                    Q(
                        state__in=["accepted", "dismissed"],
                        settled_at__isnull=False,
                        settled_by__isnull=False,
                    )
                    & ~Q(reason="")
                ),
                name="alarm_settled_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(kind="renamed"),
                name="alarm_accepts_a_new_name_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} · {self.kind} · {self.state}"
