from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.inbox.models import Message
from torg.moderation.models.evidence import Evidence
from torg.moderation.states import CaseState
from torg.people.models import Scoped, User


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

    notice = models.CharField(max_length=14, choices=Notice.choices, blank=True, default="")
    notice_text = models.TextField(blank=True, default="")
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["deadline", "discovered_at", "id"]
        indexes = [
            models.Index(fields=["municipality", "state", "discovered_at"], name="case_queue"),
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
        ]

    def __str__(self) -> str:
        return f"{self.ground_label or self.state} · {self.message_id}"
