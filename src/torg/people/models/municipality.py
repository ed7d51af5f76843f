from django.db import models

from torg.kernel.identifiers import uuid7


class Municipality(models.Model):
    """A tenant. `slug` is also the name of its pack of rules (policies/<slug>).

    teams_since: when a channel first had a team. Without it nobody is asked for theirs, so that
    whoever writes a member without setting it gives no right.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    timezone = models.CharField(max_length=40, default="Europe/Stockholm")
    website = models.URLField(blank=True, default="")
    teams_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
