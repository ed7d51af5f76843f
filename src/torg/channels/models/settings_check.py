from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.channels.models.channel import Channel
from torg.people.models import Scoped, User


class SettingState(models.TextChoices):
    """How a function of the network stands for a channel."""

    OPEN = "open", _("Öppet för alla")
    LIMITED = "limited", _("Begränsat, eller granskas först")
    OFF = "off", _("Avstängt")
    NONE = "none", _("Finns inte på nätverket")


class SettingsCheck(Scoped):
    """A channel's settings at its network, as a person saw them there (V-114).

    differs: from the check before, so that the responsibility for others' words is to be gone
    through. responsible, clause: whether we answered for them then, and by which rule (V-111,
    V-113; A-18 where none says). assessment: the word on it; it waits while assessed_at is None.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="settings_checks")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    comments = models.CharField(max_length=7, choices=SettingState.choices)
    visitor_posts = models.CharField(max_length=7, choices=SettingState.choices)
    tagging = models.CharField(max_length=7, choices=SettingState.choices)
    note = models.TextField(blank=True, default="")
    differs = models.BooleanField()
    responsible = models.BooleanField()
    clause = models.CharField(max_length=300, blank=True, default="")
    assessment = models.TextField(blank=True, default="")
    assessed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assessed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["channel", "-at"], name="settings_check_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(comments__in=SettingState.values)
                & Q(visitor_posts__in=SettingState.values)
                & Q(tagging__in=SettingState.values),
                name="settings_are_known",
            ),
            models.CheckConstraint(
                condition=Q(assessed_by__isnull=True, assessed_at__isnull=True)
                | (~Q(assessment="") & Q(assessed_by__isnull=False, assessed_at__isnull=False)),
                name="settings_assessed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} · {self.on}"

    @property
    def waits(self) -> bool:
        """Whether something differed and nobody has gone through what it means."""
        return self.differs and self.assessed_at is None
