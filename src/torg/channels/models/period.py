from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from torg.channels.models.channel import Channel
from torg.people.models import Scoped, User


class ChannelPeriod(Scoped):
    """What a channel did in a span that has ended, as counted then, and how it met its purpose
    (V-89).

    since, until: Swedish dates, the last not part of it; a month, where the rules say monthly.
    posts: of ours that came out; comments: what came in; answered, in_time: of those, when it was
    counted. clause: the rule that asked. note: waits while noted_at is None.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="periods")
    since = models.DateField()
    until = models.DateField()
    posts = models.PositiveIntegerField()
    comments = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    in_time = models.PositiveIntegerField()
    counted_at = models.DateTimeField()
    clause = models.CharField(max_length=300)
    note = models.TextField(blank=True, default="")
    noted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "since"], name="period_counted_once"),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="period_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(noted_by__isnull=True, noted_at__isnull=True)
                | (~Q(note="") & Q(noted_by__isnull=False, noted_at__isnull=False)),
                name="period_noted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} · {self.since}"

    @property
    def last_day(self) -> date:
        """The last day that is part of it."""
        return self.until - timedelta(days=1)
