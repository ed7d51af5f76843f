from django.db import models
from django.db.models import Q

from torg.channels.models.channel import Channel
from torg.channels.states import HijackState, StepState
from torg.people.models import Scoped, User


class Hijack(Scoped):
    """An account that may be in other hands, and what was done about it.

    noticed_at: when somebody of ours knew; the clocks of 24 and 72 hours run from then.
    told_public: whether the public register says that the account is not to be trusted.
    report: what happened and what is done so that it does not happen again, at the end.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="hijacks")
    state = models.CharField(max_length=7, choices=HijackState.choices, default=HijackState.RUNNING)
    noticed_at = models.DateTimeField()
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seen = models.TextField()
    told_public = models.BooleanField(default=True)
    report = models.TextField(blank=True, default="")
    over_at = models.DateTimeField(null=True, blank=True)
    over_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel"], condition=Q(state="running"), name="hijack_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="running")
                | (Q(over_at__isnull=False, over_by__isnull=False) & ~Q(report="")),
                name="hijack_over_with_report",
            ),
            models.CheckConstraint(
                condition=Q(noticed_at__lte=models.F("begun_at")),
                name="hijack_noticed_before_begun",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} · {self.noticed_at}"


class HijackStep(Scoped):
    """One step of the playbook: who did it, when, and a word. key: of queries.hijacks.STEPS."""

    hijack = models.ForeignKey(Hijack, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=5, choices=StepState.choices, default=StepState.OPEN)
    note = models.CharField(max_length=1000, blank=True, default="")
    at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["hijack", "key"], name="hijack_step_once"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(at__isnull=False, by__isnull=False),
                name="hijack_step_has_its_hand",
            ),
            models.CheckConstraint(
                condition=~Q(state="aside") | ~Q(note=""), name="hijack_step_aside_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} · {self.state}"
