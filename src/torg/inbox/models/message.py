from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel
from torg.inbox.models.person import Person
from torg.inbox.models.raw_delivery import RawDelivery
from torg.inbox.models.thread import Thread
from torg.people.models import Numerous


class Direction(models.TextChoices):
    """in: the resident wrote it; out: our own account did."""

    IN = "in", _("Från invånare")
    OUT = "out", _("Från oss")


class MessageKind(models.TextChoices):
    """What it is about (M1-05, G-21). unknown: a person has to say before it is closed."""

    UNKNOWN = "unknown", _("Inte bestämt")
    QUESTION = "question", _("Fråga")
    COMMENT = "comment", _("Kommentar")
    VIEWPOINT = "viewpoint", _("Synpunkt")
    PRAISE = "praise", _("Ros")
    CRITICISM = "criticism", _("Ris")
    IMPLICIT = "implicit", _("Underförstådd fråga")
    SPAM = "spam", _("Skräp")


class Answer(models.TextChoices):
    """What met the promise of a first response."""

    REPLY = "reply", _("Svar")
    INTERIM = "interim", _("Mellansvar")
    REACTION = "reaction", _("Reaktion")
    OUTSIDE = "outside", _("Svar direkt på nätverket")
    EXCEPTION = "exception", _("Undantag")


class Message(Numerous):
    """One edition of one thing written on a network.

    An edit upstream is a row of its own; is_current marks the newest edition.
    made_available_at: the network's time (TF 2:6); captured_at: when we stored it.
    due_at, target_at, deadline (explanation, citation, local_setting, help_key), rule_id,
    pack_digest: computed once, when the first edition arrived. hidden_at, removed_at: set by
    moderation through actions.mark_removed. images: addresses, never fetched by a page.
    content_forgotten_at: text and images were deleted for good, by actions.forget_content.
    """

    # What an index below begins with has none of its own: each costs every comment.
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+", db_index=False)
    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    direction = models.CharField(max_length=3, choices=Direction.choices)
    network_id = models.CharField(max_length=300)
    version = models.CharField(max_length=200)
    parent_id = models.CharField(max_length=300, blank=True, default="")
    is_current = models.BooleanField(default=True)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    text = models.TextField(blank=True)
    images = models.JSONField(default=list, blank=True)
    url = models.CharField(max_length=500, blank=True, default="")
    made_available_at = models.DateTimeField()
    captured_at = models.DateTimeField()
    raw = models.ForeignKey(
        RawDelivery, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reply = models.ForeignKey(
        "inbox.Reply",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="echoes",
        db_index=False,
    )

    kind = models.CharField(max_length=10, choices=MessageKind.choices, default=MessageKind.UNKNOWN)
    kind_is_guess = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True, blank=True)
    target_at = models.DateTimeField(null=True, blank=True)
    deadline = models.JSONField(default=dict, blank=True)
    rule_id = models.CharField(max_length=120, blank=True, default="")
    pack_digest = models.CharField(max_length=64, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=10, choices=Answer.choices, blank=True, default="")

    deleted_upstream_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    content_forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_available_at", "id"]
        indexes = [
            models.Index(fields=["thread", "made_available_at"], name="message_thread"),
            models.Index(fields=["reply"], condition=Q(reply__isnull=False), name="message_reply"),
            models.Index(
                fields=["municipality", "due_at"],
                condition=Q(direction="in", is_current=True, answered_at__isnull=True),
                name="message_unanswered",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "network_id", "version"], name="message_edition_once"
            ),
            models.UniqueConstraint(
                fields=["channel", "network_id"],
                condition=Q(is_current=True),
                name="message_one_current_edition",
            ),
            models.CheckConstraint(
                condition=Q(direction="in") | Q(due_at__isnull=True),
                name="message_own_has_no_deadline",
            ),
            models.CheckConstraint(
                condition=Q(content_forgotten_at__isnull=True) | Q(text=""),
                name="message_forgotten_has_no_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} · {self.network_id}"

    @property
    def display_state(self) -> str:
        """What the comment box says of it: "", forgotten, hidden, deleted or edited."""
        if self.content_forgotten_at:
            return "forgotten"
        if self.deleted_upstream_at or self.removed_at:
            return "deleted"
        if self.hidden_at:
            return "hidden"
        return ""
