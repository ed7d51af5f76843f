from django.db import models
from django.db.models import F, Q

from torg.inbox.models.message import Message
from torg.inbox.states import ShareState
from torg.people.models import Scoped, User


class Share(Scoped):
    """A resident's message shared on from the channel, or on its way to be (M1-13, M1-15).

    One row a message: asked anew it is the same row, and the log keeps what came before.
    needs_reader: the rules demanded a second reader when it was asked. The act is
    delivery.queries.of_origin(queries.reposting.repost_ref(message)).
    """

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="share")
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in ShareState]
    )
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    co_arranged_with = models.CharField(max_length=200, blank=True, default="")
    source_checked = models.BooleanField(default=False)
    motive = models.CharField(max_length=500, blank=True, default="")
    needs_reader = models.BooleanField(default=False)
    reader = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    reader_note = models.TextField(blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reader__isnull=True) | ~Q(reader=F("asked_by")),
                name="share_not_read_by_asker",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent")
                | (Q(sent_at__isnull=False) & (Q(needs_reader=False) | Q(reader__isnull=False))),
                name="share_sent_when_read",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | (Q(reader__isnull=False) & ~Q(reader_note="")),
                name="share_returned_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} · {self.state}"
