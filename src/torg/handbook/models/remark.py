from django.db import models
from django.db.models import Q

from torg.handbook.states import Handling
from torg.people.models import Scoped, User


class Remark(Scoped):
    """What a reader says of a page as it read then (M1-55). page: its slug; digest: its version.

    title, owner: the page's, as they were, so that a remark outlives the page.
    """

    page = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    text = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in Handling],
        default=Handling.OPEN.value,
    )
    answer = models.TextField(blank=True, default="")
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=Handling.OPEN, closed_by=None, closed_at=None)
                | Q(state=Handling.CLOSED, closed_by__isnull=False, closed_at__isnull=False),
                name="remark_closed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.at:%Y-%m-%d}"
