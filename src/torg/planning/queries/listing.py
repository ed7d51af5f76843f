"""Which posts and bookings there are; every list, page and search starts from visible_to."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from torg.channels.models import Channel
from torg.delivery.states import ActState
from torg.people.models import User
from torg.people.models.prepared import ask
from torg.people.permissions import Permission, can
from torg.planning.models import DayBooking, Post, Variant
from torg.planning.states import PostState

OCCUPIES = (PostState.SUBMITTED, PostState.APPROVED, PostState.RELEASED)


def visible_to(user: User) -> QuerySet[Post]:
    """Posts of the person's municipality: the plan is open to all who may book (M1-30)."""
    if not can(user, Permission.VIEW_DESK):
        return Post.objects.none()
    return with_parts(Post.objects.filter(municipality_id=user.municipality_id))


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
    """Posts planned for local days in [first, last], in time order."""
    return (
        visible_to(user)
        .filter(planned_day__range=(first, last))
        .exclude(state=PostState.WITHDRAWN)
        .order_by("planned_at", "id")
    )


def undated(user: User) -> QuerySet[Post]:
    """Drafts without a day: listed beside the calendar (G-08)."""
    return visible_to(user).filter(planned_day__isnull=True).exclude(state=PostState.WITHDRAWN)


def to_approve(user: User) -> QuerySet[Post]:
    """Posts that wait for this person's reading, the earliest publish time first."""
    waiting = visible_to(user).filter(state=PostState.SUBMITTED).exclude(author=user)
    if not (can(user, Permission.APPROVE_POSTS) or can(user, Permission.SECOND_READ)):
        return waiting.none()
    return waiting.order_by("planned_at", "id")


def come_back(user: User) -> QuerySet[Post]:
    """The person's own posts that were returned or missed."""
    return (
        visible_to(user)
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
