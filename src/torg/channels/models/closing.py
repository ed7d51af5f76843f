from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from torg.channels.models.channel import Channel
from torg.channels.states import ClosingState
from torg.people.models import Scoped, User

BEGUN = ["merge", "decide", "notify", "archive", "deregister", "done"]


class ClosingOrigin(models.TextChoices):
    """What made somebody think of closing the channel."""

    PERSON = "person", _("Någon tog upp det")
    INACTIVE = "inactive", _("Kanalen är tyst")
    REVIEW = "review", _("Omprövningen visade det")


class ArchiveChoice(models.TextChoices):
    """What becomes of the channel's content (G-65)."""

    UNDECIDED = "", _("Inte prövat")
    PRESERVE = "preserve", _("Bevaras")
    DISCARD = "discard", _("Bevaras inte")


def _person() -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Closing(Scoped):
    """A channel on its way out. state: the step in hand, see states.ClosingState.

    reason: a code of the rules' list, or "own" with the words in note. cited: the rule that
    made Torg ask. merge_into: where followers and material go; merged: whether that is settled.
    decisions_needed: how many roles agree; decisions_held: how many have. quiet_since: our last
    activity, when the followers were not told because the channel has long been silent (G-64).
    snapshot_kept: where the last image of the channel is kept. confirmed_at: when the
    register's owner took the order (G-67).
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="closings")
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in ClosingState]
    )
    origin = models.CharField(
        max_length=10, choices=ClosingOrigin.choices, default=ClosingOrigin.PERSON
    )
    reason = models.CharField(max_length=60, blank=True, default="")
    note = models.TextField(blank=True, default="")
    cited = models.CharField(max_length=300, blank=True, default="")
    begun_at = models.DateTimeField()
    begun_by = _person()
    merge_into = models.ForeignKey(
        Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merge_note = models.TextField(blank=True, default="")
    closing_on = models.DateField(null=True, blank=True)
    decisions_needed = models.PositiveSmallIntegerField(default=1)
    decisions_held = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    quiet_since = models.DateField(null=True, blank=True)
    archive = models.CharField(
        max_length=8, choices=ArchiveChoice.choices, blank=True, default=ArchiveChoice.UNDECIDED
    )
    archive_reason = models.TextField(blank=True, default="")
    archived_by = _person()
    snapshot_asked_at = models.DateTimeField(null=True, blank=True)
    snapshot_on = models.DateField(null=True, blank=True)
    snapshot_kept = models.CharField(max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = _person()
    ended_reason = models.TextField(blank=True, default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = _person()

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ClosingState]),
                name="closing_state_is_known",
            ),
            models.UniqueConstraint(
                fields=["channel"],
                condition=~Q(state__in=["done", "dropped"]),
                name="closing_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=BEGUN) | ~Q(reason=""), name="closing_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=BEGUN[1:])
                | (Q(closing_on__isnull=False) & ~Q(merge_note="")),
                name="closing_merge_is_thought_through",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=BEGUN[2:])
                | Q(decided_at__isnull=False, decisions_held__gte=F("decisions_needed")),
                name="closing_decided_before_notices",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=BEGUN[3:]) | Q(told_at__isnull=False),
                name="closing_told_before_archive",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=BEGUN[4:])
                | Q(archive="discard")
                | Q(archive="preserve", snapshot_on__isnull=False),
                name="closing_archive_before_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "dropped"], ended_at__isnull=False)
                | (~Q(state__in=["done", "dropped"]) & Q(ended_at__isnull=True)),
                name="closing_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(merge_into__isnull=True) | ~Q(merge_into=F("channel")),
                name="closing_merges_into_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} · {self.state}"

    @property
    def over(self) -> bool:
        """Whether nothing more happens in it."""
        return self.state in {ClosingState.DONE, ClosingState.DROPPED}


class ClosingDecision(Scoped):
    """One role's yes to a closing (G-61). role: a key of the rules, "" where no rule names any."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="decisions")
    role = models.CharField(max_length=40, blank=True, default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    motive = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["closing", "role"], name="closing_role_decides_once")
        ]

    def __str__(self) -> str:
        return f"{self.closing_id} · {self.role}"


class ClosingAdvice(Scoped):
    """A word from somebody who advises and does not decide (G-60, G-69). roles: theirs."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="advice")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    roles = models.JSONField(default=list)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.closing_id} · {self.at:%Y-%m-%d}"


class ClosingNotice(Scoped):
    """What the followers are told (G-62). post: planning's id of the post, None when it is
    published by other means; told_on: the day it was published, None until then.
    """

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="notices")
    why = models.CharField(max_length=300)
    referral = models.CharField(max_length=300)
    text = models.TextField()
    post = models.UUIDField(null=True, blank=True)
    told_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(why="") & ~Q(referral=""), name="closing_notice_says_why_and_where"
            ),
            models.UniqueConstraint(
                fields=["post"], condition=Q(post__isnull=False), name="closing_notice_post_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closing_id} · {self.told_on}"


class ClosingItem(Scoped):
    """Something to do with the channel's material before it ends (M1-54)."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=300)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = _person()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label
