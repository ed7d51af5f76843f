from datetime import datetime

from django.db import models
from django.db.models import Q

from torg.people.models import Scoped, User
from torg.rules.states import Mode


class ModeFlag(Scoped):
    """The mode that a municipality is in; without a row it is the ordinary one.

    channels: ids of those that a crisis concerns; empty is all of them. decider: who decided
    it, by name and office; set_by: who entered it here.
    """

    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ORDINARY)
    reason = models.TextField(blank=True, default="")
    decider = models.CharField(max_length=200, blank=True, default="")
    channels = models.JSONField(default=list, blank=True)
    since = models.DateTimeField()
    set_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality"], name="mode_flag_once"),
            models.CheckConstraint(
                condition=~Q(mode="crisis") | ~Q(reason=""), name="mode_flag_crisis_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(Mode(self.mode).label)

    def concerns(self, channel: str, at: datetime) -> bool:
        """Whether what came to the channel at the instant came in this mode."""
        return at >= self.since and (not self.channels or channel in self.channels)
