from django.db import models

from torg.kernel.identifiers import uuid7


class Worker(models.Model):
    """A worker process. Alive means: it holds its lock; the beat is only for people to read."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    host = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"
