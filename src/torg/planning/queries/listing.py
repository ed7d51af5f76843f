"""Which posts and bookings there are; every list, page and search starts from visible_to."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from torg.channels.models import Channel
from torg.delivery.states import ActState
from torg.people.models import User
from torg.people.models.prepared import ask
from torg.people.permissions import Permission, can, departments_in_reach
from torg.planning.models import DayBooking, Post, Variant
from torg.planning.states import PostState

OCCUPIES = (PostState.SUBMITTED, PostState.APPROVED, PostState.RELEASED)


def seen_by(user: User) -> QuerySet[Post]:
    """Posts of the person's municipality, bare: the plan is open to all who may book (M1-30)."""
    if not can(user, Permission.VIEW_DESK):
        return Post.objects.none()
    return Post.objects.filter(municipality_id=user.municipality_id)


def visible_to(user: User) -> QuerySet[Post]:
    """The same posts with their parts."""
    return with_parts(seen_by(user))


def for_cards(posts: QuerySet[Post]) -> QuerySet[Post]:
    """What a card or a row shows of a post: who, where and how it stands, in two queries."""
    shown = Variant.objects.select_related("channel", "act").only(
        "post", "channel__name", "channel__network", "act__state"
    )
    return posts.select_related("author", "department__parent").prefetch_related(
        Prefetch("variants", queryset=shown)
    )


def with_parts(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Everything that a card, a check or a release needs, in a fixed number of queries."""
    return posts.select_related(
        "author", "department", "department__parent", "answerer", "sender", "municipality"
    ).prefetch_related(
        Prefetch(
            "variants",
            queryset=Variant.objects.select_related(
                "channel__department", "channel__connection", "act"
            ),
        ),
        "placed_images__item",
    )


def between(user: User, first: date, last: date) -> QuerySet[Post]:
    """Posts planned for local days in [first, last], bare and in time order."""
    return (
        seen_by(user)
        .filter(planned_day__range=(first, last))
        .exclude(state=PostState.WITHDRAWN)
        .order_by("planned_at", "id")
    )


def count_by_day(posts: QuerySet[Post]) -> dict[date, int]:
    """How many of the dated posts each day has, the days in order."""
    days = posts.order_by("planned_day").values_list("planned_day")
    return dict(days.annotate(Count("pk")))


def first_of_each_day(posts: QuerySet[Post], most: int) -> QuerySet[Post]:
    """At most so many of the posts of each day, the day's first, in time order."""
    place = Window(RowNumber(), partition_by="planned_day", order_by=["planned_at", "id"])
    first = posts.order_by().annotate(place=place).filter(place__lte=most)
    return Post.objects.filter(pk__in=first.values("pk")).order_by("planned_at", "id")


def undated(user: User) -> QuerySet[Post]:
    """Drafts without a day, bare: listed beside the calendar (G-08)."""
    return seen_by(user).filter(planned_day__isnull=True).exclude(state=PostState.WITHDRAWN)


def to_approve(user: User) -> QuerySet[Post]:
    """Posts whose second reader this person may be, bare, the earliest publish time first.

    permissions.can_approve says the same of one post.
    """
    waiting = seen_by(user).filter(state=PostState.SUBMITTED).exclude(author=user)
    return waiting.filter(_read_by(user)).order_by("planned_at", "id")


def _read_by(user: User) -> Q:
    """Posts of the departments that the person reads for, or whose every channel's team lets
    the person approve."""
    readers = (Permission.APPROVE_POSTS, Permission.SECOND_READ)
    reach: set[UUID] = set()
    for departments in (departments_in_reach(user, one) for one in readers):
        if departments is None:
            return Q()
        reach |= departments
    found = Q(department__in=reach)
    teams = user.teams().channels_with(Permission.APPROVE_POSTS)
    if not teams:
        return found
    channels = Variant.objects.filter(post=OuterRef("pk"))
    ours = Q(Exists(channels.filter(channel__in=teams)))
    return found | ours & ~Q(Exists(channels.exclude(channel__in=teams)))


def come_back(user: User) -> QuerySet[Post]:
    """The person's own posts that were returned or missed, bare."""
    return (
        seen_by(user)
        .filter(author=user, state__in=[PostState.RETURNED, PostState.MISSED])
        .order_by("changed_at")
    )


def bookings_between(channel: Channel, first: date, last: date) -> dict[date, list[DayBooking]]:
    """Bookings of a channel by day."""
    by_day: dict[date, list[DayBooking]] = {}
    rows = DayBooking.objects.filter(channel=channel, day__range=(first, last)).select_related(
        "post", "booked_by", "post__department"
    )
    for row in rows:
        by_day.setdefault(row.day, []).append(row)
    return by_day


def due_for_release(now: datetime) -> QuerySet[Post]:
    """Approved posts whose minute has come, in scope; their parts are read when they are held."""
    return Post.objects.filter(state=PostState.APPROVED, planned_at__lte=now).order_by(
        "planned_at", "id"
    )


def next_planned(now: datetime) -> datetime | None:
    """When the first of those approved posts is planned whose minute has not come, in scope."""
    found = ask("planning.next", _next_planned, now)
    return found[0][0] if found else None


def _next_planned(now: datetime) -> QuerySet[Any, Any]:
    waiting = Post.objects.filter(state=PostState.APPROVED, planned_at__gt=now)
    return waiting.order_by("planned_at").values_list("planned_at")[:1]


def published_at(post: UUID, channel: UUID) -> datetime | None:
    """When the post came out on the channel; None while it has not."""
    done = Variant.objects.filter(post=post, channel=channel, act__state=ActState.LIVE)
    return done.values_list("act__done_at", flat=True).first()
