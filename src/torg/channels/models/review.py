from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.channels.models.channel import Channel
from torg.people.models import Scoped, User


class ReviewOutcome(models.TextChoices):
    """What a review came to (M1-53, M1-54)."""

    KEEP = "keep", _("Kanalen fortsätter")
    CHANGE = "change", _("Kanalen fortsätter med ändringar")
    REST = "rest", _("Kanalen läggs i vila")
    NO_EFFECT = "no_social_effect", _("Kanalen har ingen social effekt")
    CLOSE = "close", _("Kanalen behövs inte längre")


class ChannelReview(Scoped):
    """One review of a channel (M1-52). purpose_note: how its purpose is met (V-89).

    figures: what the page showed of posts, comments and answers when it was made.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="reviews")
    at = models.DateTimeField()
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=ReviewOutcome.choices)
    purpose_note = models.TextField()
    note = models.TextField(blank=True, default="")
    figures = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in ReviewOutcome]),
                name="review_outcome_is_known",
            ),
            models.CheckConstraint(condition=~Q(purpose_note=""), name="review_speaks_of_purpose"),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} · {self.on}"
