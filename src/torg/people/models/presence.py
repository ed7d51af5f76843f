from django.db import models

from torg.kernel.refs import Ref
from torg.people.models.scoped import Scoped
from torg.people.models.user import User


class PresenceMode(models.TextChoices):
    """What somebody does with the object."""

    VIEWING = "viewing"
    WRITING = "writing"


class Presence(Scoped):
    """That a person has an object open right now. Stale after `queries.PRESENT_FOR`.

    about_kind, about_id: a Ref, such as an inbox thread. No record: the rows go by themselves.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=64)
    mode = models.CharField(max_length=8, choices=PresenceMode.choices)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about_kind", "about_id", "user"], name="presence_once_per_person"
            )
        ]
        indexes = [models.Index(fields=["seen_at"], name="presence_age")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.mode} · {self.about}"

    @property
    def about(self) -> Ref:
        """What is open."""
        return Ref(self.about_kind, self.about_id)
