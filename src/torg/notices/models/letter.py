from django.db import models
from django.db.models import Q

from torg.notices.states import LetterState
from torg.people.models import Scoped, User


class Letter(Scoped):
    """One e-mail in plain text, to one address.

    key: what it tells of; the same thing is told once. person: whose own notices it holds;
    None: an order to the register's mailbox. about_kind, about_id: the object whose
    record says that it was sent. not_before: when it may be tried. tries: how many calls were
    begun. code: the outside system's word for what went wrong; cause: a Swedish sentence.
    """

    key = models.CharField(max_length=200)
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in LetterState],
        default=LetterState.WAITING.value,
    )
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sending_since = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=120, blank=True, default="")
    cause = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["person", "-id"],
                condition=Q(person__isnull=False),
                name="letter_own_newest",
            ),
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="letter_due"),
            models.Index(
                fields=["sending_since"], condition=Q(state="sending"), name="letter_sending"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "key"], name="letter_written_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in LetterState]),
                name="letter_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(done_at__isnull=False),
                name="letter_sent_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
