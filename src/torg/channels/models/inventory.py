from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.channels.models.channel import Channel
from torg.channels.states import InventoryState, PartState
from torg.people.models import Department, Scoped, User


def _person() -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class RowAnswer(models.TextChoices):
    """What a department says of one of its channels."""

    CONFIRMED = "confirmed", _("Stämmer")
    CORRECTED = "corrected", _("Rättad")
    NOT_OURS = "not_ours", _("Inte vår")
    CLOSE = "close", _("Bör stängas")


class InventoryRound(Scoped):
    """One inventory of the municipality's channels (V-120). last_day: a Swedish date."""

    state = models.CharField(
        max_length=6,
        choices=[(state.value, state.value) for state in InventoryState],
        default=InventoryState.OPEN.value,
    )
    last_day = models.DateField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = _person()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(state=InventoryState.OPEN.value),
                name="inventory_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state=InventoryState.OPEN.value, closed_at__isnull=True)
                | Q(state=InventoryState.CLOSED.value, closed_at__isnull=False),
                name="inventory_closes_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} · {self.last_day}"


class InventoryPart(Scoped):
    """A department's part of a round: asked from the start, answered once.

    missing: channels that the register does not know, in the department's words. reminders:
    how often it was reminded by hand.
    """

    round = models.ForeignKey(InventoryRound, on_delete=models.PROTECT, related_name="parts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=8,
        choices=[(state.value, state.value) for state in PartState],
        default=PartState.ASKED.value,
    )
    missing = models.TextField(blank=True, default="")
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = _person()

    class Meta:
        ordering = ["department__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "department"], name="inventory_department_once"
            ),
            models.CheckConstraint(
                condition=Q(state=PartState.ASKED.value, answered_at__isnull=True)
                | Q(
                    state=PartState.ANSWERED.value,
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
                name="inventory_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} · {self.department_id}"


class InventoryRow(Scoped):
    """What a department said of one channel. note: why, or what was wrong."""

    part = models.ForeignKey(InventoryPart, on_delete=models.PROTECT, related_name="rows")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=RowAnswer.choices)
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["channel__name"]
        constraints = [
            models.UniqueConstraint(fields=["part", "channel"], name="inventory_row_once"),
            models.CheckConstraint(
                condition=Q(answer__in=[RowAnswer.CONFIRMED, RowAnswer.CORRECTED])
                | (Q(answer__in=[RowAnswer.NOT_OURS, RowAnswer.CLOSE]) & ~Q(note="")),
                name="inventory_row_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} · {self.answer}"
