from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel
from torg.delivery.models import Publication
from torg.inbox.models.person import Person
from torg.inbox.states import ThreadState
from torg.people.models import Department, Numerous, User


class ThreadKind(models.TextChoices):
    """How the resident reached us."""

    COMMENT = "comment", _("Kommentar")
    MENTION = "mention", _("Omnämnande")
    MESSAGE = "message", _("Direktmeddelande")
    VISITOR_POST = "visitor_post", _("Inlägg hos oss")
    QUOTE = "quote", _("Citat")


class Route(models.TextChoices):
    """Whose queue it falls into: M1-25 and M1-26."""

    COMMUNICATORS = "communicators", _("Kommunikatörerna")
    CONTACT_CENTRE = "contact_centre", _("Kontaktcenter")


class Outcome(models.TextChoices):
    """How a thread ended. Everything after REFERRED is an exception from answering."""

    ANSWERED = "answered", _("Besvarad")
    REACTION = "reaction", _("Bekräftad med en reaktion")
    REFERRED = "referred", _("Hänvisad till rätt instans")
    REPEAT = "repeat", _("Upprepad fråga som redan är besvarad")
    IRONIC = "ironic", _("Uppenbart ironisk synpunkt")
    BREAKS_RULES = "breaks_rules", _("Bryter mot sidans regler")
    SPAM = "spam", _("Skräp eller reklam")
    ELSEWHERE = "elsewhere", _("Besvarad på annat sätt, till exempel telefon")
    NOT_OURS = "not_ours", _("Rör inte kommunens verksamhet")
    NOT_TO_US = "not_to_us", _("Samtal mellan invånare, inte riktat till oss")
    WITHDRAWN = "withdrawn", _("Borttagen av den som skrev")


class Thread(Numerous):
    """One resident's conversation with us under one post, or in one direct conversation.

    root_id: the network's id of the post or conversation. publication: our post on top.
    department: who answers now; whose post it is about or the channel's own until it is
    forwarded. answerer: named to answer questions about the post, and the first to be told;
    others_told_at: from then it waits for the others, too (M1-19, M1-43).
    due_at, target_at: of the oldest unanswered message, or the follow-up after an interim
    reply; None when nothing waits. order_at: where it stands in its queue.
    """

    # What an index below begins with has none of its own, nor who was done with it, which nothing
    # asks: each index costs every comment.
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, related_name="threads", db_index=False
    )
    kind = models.CharField(max_length=12, choices=ThreadKind.choices)
    route = models.CharField(max_length=14, choices=Route.choices)
    root_id = models.CharField(max_length=300)
    root_version = models.CharField(max_length=200, blank=True, default="")
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="threads"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="threads", db_index=False
    )
    # Written before its message: without an index SQLite would look through all for each.
    latest = models.ForeignKey(
        "inbox.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    latest_at = models.DateTimeField()
    started_at = models.DateTimeField()

    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in ThreadState],
        default=ThreadState.NEW.value,
    )
    assigned_to = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    forwarded_at = models.DateTimeField(null=True, blank=True)

    answerer = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    others_told_at = models.DateTimeField(null=True, blank=True)

    due_at = models.DateTimeField(null=True, blank=True)
    target_at = models.DateTimeField(null=True, blank=True)
    follow_up_at = models.DateTimeField(null=True, blank=True)
    order_at = models.DateTimeField()

    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True, default="")
    repeat_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    referred_to = models.CharField(max_length=200, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["order_at", "id"]
        indexes = [
            models.Index(fields=["municipality", "state", "order_at", "id"], name="thread_queue"),
            models.Index(fields=["municipality", "due_at"], name="thread_due"),
            models.Index(
                fields=["municipality", "state", "department"],
                condition=Q(forwarded_at__isnull=False),
                name="thread_forwarded",
            ),
            models.Index(fields=["person", "-latest_at"], name="thread_person"),
            models.Index(fields=["channel", "state", "order_at", "id"], name="thread_channel"),
            models.Index(
                fields=["assigned_to"],
                condition=Q(assigned_to__isnull=False),
                name="thread_assigned",
            ),
            models.Index(
                fields=["answerer"], condition=Q(answerer__isnull=False), name="thread_answerer"
            ),
            models.Index(
                fields=["repeat_of"], condition=Q(repeat_of__isnull=False), name="thread_repeats"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "root_id", "person"], name="thread_once_per_person"
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(assigned_to__isnull=False),
                name="thread_claimed_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(outcome=""), name="thread_done_has_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="repeat") | Q(repeat_of__isnull=False),
                name="thread_repeat_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.channel}"

    @property
    def is_private(self) -> bool:
        """Whether this is a direct conversation that only some may read."""
        return self.kind == ThreadKind.MESSAGE
