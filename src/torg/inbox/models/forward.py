from django.db import models
from django.db.models import Q

from torg.inbox.models.reply import Reply
from torg.inbox.models.thread import Thread
from torg.people.models import Department, Scoped, User


class Forward(Scoped):
    """A thread handed to another department.

    to_tell: the rules of the day ask that the resident is told, or for a reason why not.
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="forwards")
    from_department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, default="")
    acknowledgement = models.ForeignKey(
        Reply, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True, default="")
    to_tell = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_tell=False) | Q(acknowledgement__isnull=False) | ~Q(reason=""),
                name="forward_told_or_reasoned",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_department_id} → {self.department_id}"
