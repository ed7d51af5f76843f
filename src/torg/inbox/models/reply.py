from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from torg.inbox.models.message import Message
from torg.inbox.models.thread import Thread
from torg.inbox.states import ReplyState
from torg.kernel.refs import Ref
from torg.people.models import Scoped, User


class Purpose(models.TextChoices):
    """What a reply is for."""

    ANSWER = "answer", _("Svar")
    INTERIM = "interim", _("Mellansvar")
    ACKNOWLEDGEMENT = "acknowledgement", _("Besked om att frågan är mottagen")
    REFERRAL = "referral", _("Hänvisning")


class Reply(Scoped):
    """What we write to a resident. The channel is the sender; the author is kept inside (V-54).

    form_token: one per opened form: sent twice it is still one reply. findings: what the
    rules said when it was sent. The act is delivery.queries.of_origin(reply.ref).
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="replies")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="replies")
    purpose = models.CharField(max_length=16, choices=Purpose.choices, default=Purpose.ANSWER)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in ReplyState],
        default=ReplyState.DRAFT.value,
    )
    text = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_reader = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_read_at = models.DateTimeField(null=True, blank=True)
    reader_note = models.TextField(blank=True, default="")
    motive = models.TextField(blank=True, default="")
    findings = models.JSONField(default=list, blank=True)
    pack_digest = models.CharField(max_length=64, blank=True, default="")
    referred_to = models.CharField(max_length=200, blank=True, default="")
    form_token = models.CharField(max_length=64)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "form_token"], name="reply_once_per_form"
            ),
            models.CheckConstraint(
                condition=Q(second_reader__isnull=True) | ~Q(second_reader=F("author")),
                name="reply_not_read_by_author",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="reply_sent_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} · {self.state}"

    @property
    def ref(self) -> Ref:
        """How acts and the ledger point at it."""
        return Ref("inbox.reply", str(self.pk))

    @property
    def interim(self) -> bool:
        """Whether it only says that we come back (V-60)."""
        return self.purpose == Purpose.INTERIM
