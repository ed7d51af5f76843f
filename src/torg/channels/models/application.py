from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.channels.models.channel import ChannelClass, NetworkName
from torg.channels.states import WRITABLE, ApplicationState
from torg.people.models import Department, Scoped, User


class ChannelApplication(Scoped):
    """A wish for a new channel, from its first words to its decision.

    answers: key of the municipality's form -> what is written, yes and no to questions. network:
    "" until it is chosen. editors: ids of the people who are to run it. version: one more for
    each save, so that two who write at once lose nothing. round: how many times it was sent.
    """

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="applications"
    )
    applicant = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    network = models.CharField(max_length=12, choices=NetworkName.choices, blank=True, default="")
    channel_class = models.CharField(
        max_length=10, choices=ChannelClass.choices, default=ChannelClass.ORDINARY
    )
    answers = models.JSONField(default=dict, blank=True)
    editors = models.JSONField(default=list, blank=True)
    weekly_hours = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=12, choices=ApplicationState.choices, default=ApplicationState.DRAFTING
    )
    version = models.PositiveIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values), name="application_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafting", "withdrawn"]) | Q(sent_at__isnull=False),
                name="application_was_sent_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafting", "withdrawn"]) | ~Q(network=""),
                name="application_sent_with_network",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def writable(self) -> bool:
        """Whether its words can still be changed."""
        return self.state in WRITABLE


class NoteKind(models.TextChoices):
    """What somebody has said of an application. consultation: asked because a rule says so."""

    ADVICE = "advice", _("Råd")
    CONSULTATION = "consultation", _("Avstämning")
    PASSED = "passed", _("Skickad vidare till beslut")
    RETURNED = "returned", _("Åter")


class ApplicationNote(Scoped):
    """One line of an application's thread. role: in which the person was asked, else "".

    person: whose word it is; by: who wrote it down.
    """

    application = models.ForeignKey(
        ChannelApplication, on_delete=models.PROTECT, related_name="notes"
    )
    kind = models.CharField(max_length=12, choices=NoteKind.choices)
    role = models.CharField(max_length=40, blank=True, default="")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True, default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="passed") | ~Q(text=""), name="application_note_says_something"
            ),
            models.CheckConstraint(
                condition=~Q(kind="consultation") | ~Q(role=""),
                name="application_consultation_has_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.application}"


class ApplicationReading(Scoped):
    """That somebody has read what the rules want read before it is sent.

    key: of the municipality's form; digest: of the pack whose words were read.
    """

    application = models.ForeignKey(
        ChannelApplication, on_delete=models.CASCADE, related_name="readings"
    )
    key = models.CharField(max_length=60)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="application_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} · {self.application}"


class Outcome(models.TextChoices):
    """What was decided."""

    APPROVED = "approved", _("Kanalen får starta")
    REFUSED = "refused", _("Kanalen startar inte")


class ApplicationDecision(Scoped):
    """One person's decision, in one role, of one round. day: local.

    grounds: what the rules said, each with its clause; digest: of the pack that said it.
    """

    application = models.ForeignKey(
        ChannelApplication, on_delete=models.PROTECT, related_name="decisions"
    )
    round = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=40)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    motive = models.TextField()
    day = models.DateField()
    at = models.DateTimeField()
    grounds = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "round", "role"], name="application_decided_once_per_role"
            ),
            models.CheckConstraint(condition=~Q(motive=""), name="application_decision_has_motive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.application}"
