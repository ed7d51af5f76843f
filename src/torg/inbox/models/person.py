from django.db import models

from torg.channels.models import Channel
from torg.people.models import Numerous


class Person(Numerous):
    """A resident as one channel's network names them. Names are the latest seen."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+", db_index=False)
    author_id = models.CharField(max_length=300)
    handle = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=200, blank=True, default="")
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "author_id"], name="person_once_per_channel")
        ]
        indexes = [models.Index(fields=["municipality", "author_id"], name="person_author")]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """What they call themselves, else their account name."""
        return self.name or self.handle or self.author_id
