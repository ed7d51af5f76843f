from django.db import models

from torg.inbox.models.thread import Thread
from torg.people.models import Scoped, User


class Note(Scoped):
    """An internal comment. A table of its own, that nothing sends from."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.author_id} · {self.at:%Y-%m-%d}"
