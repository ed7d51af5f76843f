"""What the desk knows of a channel over a year: what we said, what came back, what was in time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from torg.channels.models import Channel
from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.inbox.models import Message
from torg.ports.network import ActKind

COUNTED = ("posts", "comments", "answered", "in_time")
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts since a day. in_time: of the answered that had a deadline. months: (month, posts,
    comments), oldest first.
    """

    since: date
    posts: int
    comments: int
    answered: int
    in_time: int
    months: tuple[tuple[str, int, int], ...]

    def kept(self) -> dict[str, int]:
        """As the review keeps them."""
        return {
            "posts": self.posts,
            "comments": self.comments,
            "answered": self.answered,
            "in_time": self.in_time,
        }


def figures_of(channel: Channel, now: datetime) -> Figures:
    """Three questions: our posts, what came in, and by month (M1-53)."""
    since = now - YEAR
    posts = _by_month(
        Act.objects.filter(
            channel=channel, kind=ActKind.PUBLISH, state=ActState.LIVE, done_at__gte=since
        ),
        "done_at",
    )
    heard = Message.objects.filter(
        channel=channel, direction="in", is_current=True, made_available_at__gte=since
    )
    comments = _by_month(heard, "made_available_at")
    told = heard.aggregate(
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        in_time=Count("pk", filter=Q(answered_at__lte=F("due_at"))),
    )
    months = sorted(posts.keys() | comments.keys())
    return Figures(
        since=since.date(),
        posts=sum(posts.values()),
        comments=sum(comments.values()),
        months=tuple((month, posts.get(month, 0), comments.get(month, 0)) for month in months),
        **told,
    )


def figures_between(
    channels: Collection[UUID], since: datetime, until: datetime
) -> dict[UUID, dict[str, int]]:
    """posts, comments, answered and in_time of each channel in [since, until): two questions."""
    found = {channel: dict.fromkeys(COUNTED, 0) for channel in channels}
    out = Act.objects.filter(
        channel__in=channels,
        kind=ActKind.PUBLISH,
        state=ActState.LIVE,
        done_at__gte=since,
        done_at__lt=until,
    )
    for channel, posts in out.order_by().values_list("channel").annotate(n=Count("pk")):
        found[channel]["posts"] = posts
    heard = Message.objects.filter(
        channel__in=channels,
        direction="in",
        is_current=True,
        made_available_at__gte=since,
        made_available_at__lt=until,
    )
    told = heard.order_by().values_list("channel")
    counts = told.annotate(
        comments=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        in_time=Count("pk", filter=Q(answered_at__lte=F("due_at"))),
    )
    for channel, *heard_of in counts:
        found[channel].update(zip(COUNTED[1:], heard_of, strict=True))
    return found


def _by_month(rows: "QuerySet[Act] | QuerySet[Message]", moment: str) -> dict[str, int]:
    counted = rows.order_by().annotate(month=TruncMonth(moment)).values_list("month")
    return {f"{month:%Y-%m}": number for month, number in counted.annotate(n=Count("pk"))}
