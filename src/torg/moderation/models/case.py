from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.inbox.models import Message
from torg.moderation.models.evidence import Evidence
from torg.moderation.states import CaseState
from torg.people.models import Department, Scoped, User


class Measure(models.TextChoices):
    """What is done about the content."""

    HIDE = "hide", _("Dölj")
    DELETE = "delete", _("Ta bort")


class Notice(models.TextChoices):
    """Whether the author was told why (V-65)."""

    SENT = "sent", _("Förklaringen skickades")
    NOT_POSSIBLE = "not_possible", _("Går inte att nå personen")
    NOT_SUITABLE = "not_suitable", _("Olämpligt i det här fallet")


class Case(Scoped):
    """One reported message, from report to close.

    discovered_at starts the clock (A-07); deadline is the ground's, None where no number is
    set. ground is a code of the municipality's register; law and policy are two fields.
    order_at: where it stands among the open ones. alert_at: still up then, once sealed, is an
    alarm (V-106). accepted_by: who said that they see to it (V-99). needs_hand_over,
    needs_registration: what the ground asked for when it was decided (V-69, V-101).
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="cases")
    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="case")
    state = models.CharField(
        max_length=12,
        choices=[(state.value, state.value) for state in CaseState],
        default=CaseState.SEALED.value,
    )
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    discovered_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True, blank=True)
    explanation = models.JSONField(default=list)
    order_at = models.DateTimeField()
    alert_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    measure = models.CharField(max_length=8, choices=Measure.choices, blank=True, default="")
    ground = models.CharField(max_length=40, blank=True, default="")
    ground_label = models.CharField(max_length=200, blank=True, default="")
    legal_basis = models.CharField(max_length=300, blank=True, default="")
    policy_basis = models.CharField(max_length=300, blank=True, default="")
    assessment = models.TextField(blank=True, default="")
    pack_digest = models.CharField(max_length=64, blank=True, default="")
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    setback = models.CharField(max_length=500, blank=True, default="")

    needs_hand_over = models.BooleanField(default=False)
    handed_to = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handed_at = models.DateTimeField(null=True, blank=True)
    needs_registration = models.BooleanField(default=False)
    registration_reference = models.CharField(max_length=80, blank=True, default="")
    registered_at = models.DateTimeField(null=True, blank=True)

    notice = models.CharField(max_length=14, choices=Notice.choices, blank=True, default="")
    notice_text = models.TextField(blank=True, default="")
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order_at", "id"]
        indexes = [
            models.Index(fields=["municipality", "state", "order_at"], name="case_queue"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message"],
                condition=Q(state__in=["sealed", "decided", "carried_out"]),
                name="case_open_once_per_message",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "carried_out", "closed"])
                | (~Q(ground="") & ~Q(measure="") & Q(decided_by__isnull=False)),
                name="case_decided_by_someone_on_a_ground",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(notice=""), name="case_closed_with_notice"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed", needs_hand_over=True) | Q(handed_to__isnull=False),
                name="case_closed_when_handed_over",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed", needs_registration=True)
                | ~Q(registration_reference=""),
                name="case_closed_when_registered",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(assessment=""),
                name="case_dismissed_with_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground_label or self.state} · {self.message_id}"

    def is_late(self, now: datetime) -> bool:
        """Whether it still stood, or stood too long, after the deadline (G-33)."""
        gone = self.carried_out_at or (self.closed_at if self.state == "dismissed" else None)
        return self.deadline is not None and (gone or now) > self.deadline
