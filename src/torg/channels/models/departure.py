from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.channels.models.access import ChannelAccess
from torg.channels.models.channel import Channel
from torg.channels.states import TaskState
from torg.people.models import Scoped, User


class TaskKind(models.TextChoices):
    """What somebody has to do at a channel when a person leaves."""

    ACCESS = "access", _("Ta bort personen på nätverket")
    PASSWORD = "password", _("Byt lösenordet som flera känner till")  # nosec B105
    CODES = "codes", _("Ta fram nya återställningskoder")
    HANDOVER = "handover", _("Utse en efterträdare")


class Departure(Scoped):
    """A person who leaves (S-38): login closed at once, tasks until all are confirmed.

    did: what the desk itself ended at the press: tokens, teams, weeks, posts, threads, acts.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=4, choices=TaskState.choices, default=TaskState.OPEN)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    colleague = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    did = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="open"), name="departure_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(state="done", done_at__isnull=False),
                name="departure_done_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.state}"


class DepartureTask(Scoped):
    """One thing to do at one channel. part: which part of the register names the person.

    cited: the rule that asks for it; "" where none of the town's does. proof: how it is known.
    """

    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="tasks")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    access = models.ForeignKey(
        ChannelAccess, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    kind = models.CharField(max_length=8, choices=TaskKind.choices)
    part = models.CharField(max_length=30, blank=True, default="")
    cited = models.CharField(max_length=300, blank=True, default="")
    due_on = models.DateField()
    state = models.CharField(max_length=4, choices=TaskState.choices, default=TaskState.OPEN)
    proof = models.CharField(max_length=500, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["due_on", "channel__name", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["departure", "channel", "kind", "part"], name="departure_task_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open")
                | (Q(state="done", done_at__isnull=False, done_by__isnull=False) & ~Q(proof="")),
                name="departure_task_done_with_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.channel_id}"
