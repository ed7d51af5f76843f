from django.db import models

from torg.channels.models import Channel
from torg.people.models import Scoped, User
from torg.planning.models.post import Post


class DayBooking(Scoped):
    """A day on a channel that books its days (M1-29). `slot` runs from 1 to the day's most."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="bookings")
    day = models.DateField()
    slot = models.PositiveSmallIntegerField(default=1)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="bookings")
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "day", "slot"], name="day_booked_once"),
            models.UniqueConstraint(fields=["channel", "post"], name="post_books_one_day"),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} · {self.day}"
