from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from torg.channels.models.channel import Channel
from torg.people.models import Scoped, User


class TeamRight(models.TextChoices):
    """What a member may do with the channel's comments and posts, each for itself (G-06)."""

    PUBLISH = "publish", _("Publicera")
    CHECK = "check", _("Granska")
    REPLY = "reply", _("Svara")
    HIDE = "hide", _("Dölja")
    REMOVE = "remove", _("Ta bort")
    ARCHIVE = "archive", _("Arkivera")


class TeamMember(Scoped):
    """Somebody in a channel's editorial team, from whichever unit (G-04).

    One column for each right. starts_on, ends_on: Swedish dates, both within; open when None.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    publish = models.BooleanField(default=False)
    check_others = models.BooleanField(default=False)
    reply = models.BooleanField(default=False)
    hide = models.BooleanField(default=False)
    remove = models.BooleanField(default=False)
    archive = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["user__given_name", "user__family_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "user"], name="team_member_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="team_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.channel}"

    @property
    def rights(self) -> list[TeamRight]:
        """Those the member has."""
        return [right for right in TeamRight if getattr(self, column_of(right))]


class RotaWeek(Scoped):
    """Whose week it is on a channel (G-05). monday: the first day of the ISO week."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="rota")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    monday = models.DateField()

    class Meta:
        ordering = ["monday"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "monday"], name="rota_one_person_a_week"),
            models.CheckConstraint(
                condition=Q(monday__iso_week_day=1), name="rota_week_begins_on_monday"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} · {self.monday} · {self.user_id}"


def column_of(right: TeamRight) -> str:
    """The column of TeamMember that holds the right; `check` is Django's own name."""
    return "check_others" if right == TeamRight.CHECK else right.value
