from django.db import models

from torg.people.models.organisation import Department
from torg.people.models.scoped import Scoped
from torg.people.models.user import User


class Place(models.TextChoices):
    """Lists that can be filtered."""

    INBOX = "inbox"
    CASES = "cases"
    CALENDAR = "calendar"
    CHANNELS = "channels"


class SavedFilter(Scoped):
    """A list's filters under a name: the owner's, or everybody's in a department.

    query: the list's own query string, without the mark of a page.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=10, choices=Place.choices)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1_000)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "place", "name"], name="filter_named_once_per_person"
            )
        ]

    def __str__(self) -> str:
        return self.name


class DefaultFilter(Scoped):
    """The filter that a person's list opens with; a shared one is one's own default only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=10, choices=Place.choices)
    saved = models.ForeignKey(SavedFilter, on_delete=models.CASCADE, related_name="defaults")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "place"], name="default_filter_once_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.place}"
