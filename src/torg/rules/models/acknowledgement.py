from django.db import models

from torg.people.models import Scoped, User
from torg.rules.models.pack_adoption import PackAdoption


class Acknowledgement(Scoped):
    """That a person has read a version of the rules and confirms it (V-02)."""

    adoption = models.ForeignKey(PackAdoption, on_delete=models.PROTECT, related_name="read_by")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "adoption"], name="acknowledged_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.adoption_id}"


class Reminder(Scoped):
    """That somebody asked a person to read and confirm a version; the latest one only."""

    adoption = models.ForeignKey(PackAdoption, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "adoption"], name="reminder_latest_only")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.at:%Y-%m-%d}"
