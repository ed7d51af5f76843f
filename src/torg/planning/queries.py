"""Reads of the plan; every list, page and search starts from visible_to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel
from torg.delivery.states import ActState
from torg.kernel.canonical import dumps
from torg.kernel.digests import sha256_hex
from torg.kernel.refs import Ref
from torg.media.queries import payload_of
from torg.people.models import User
from torg.people.permissions import Permission, can
from torg.planning.models import DayBooking, Post, Review, ReviewVerdict, Variant
from torg.planning.states import PostState
from torg.rules.queries import (
    ChannelFacts,
    Finding,
    FourEyes,
    PostFacts,
    adoptions_held,
    check,
    four_eyes,
)

OCCUPIES = (PostState.SUBMITTED, PostState.APPROVED, PostState.RELEASED)


def visible_to(user: User) -> QuerySet[Post]:
    """Posts of the person's municipality: the plan is open to all who may book (M1-30)."""
    if not can(user, Permission.VIEW_DESK):
        return Post.objects.none()
    return with_parts(Post.objects.filter(municipality_id=user.municipality_id))


def with_parts(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Everything that a card, a check or a release needs, in a fixed number of queries."""
    return posts.select_related(
        "author", "department", "department__parent", "answerer", "municipality"
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
    """Approved posts whose minute has come, in scope."""
    return with_parts(Post.objects.filter(state=PostState.APPROVED, planned_at__lte=now)).order_by(
        "planned_at", "id"
    )


def standing_review(post: Post) -> Review | None:
    """The approval that holds for exactly today's content and time, if any."""
    return (
        Review.objects.filter(
            post=post,
            verdict=ReviewVerdict.APPROVED,
            voided_at__isnull=True,
            content_hash=content_hash(post),
        )
        .select_related("reviewer")
        .first()
    )


def content_hash(post: Post) -> str:
    """SHA-256 over what a reviewer read: texts, images, channels and time."""
    return sha256_hex(
        dumps(
            {
                "text": post.text,
                "planned_wall": post.planned_wall,
                "zone": post.zone,
                "variants": sorted(
                    [str(variant.channel_id), variant.text] for variant in post.variants.all()
                ),
                "images": [payload_of(placed.item) for placed in post.placed_images.all()],
            }
        )
    )


@dataclass(frozen=True, slots=True)
class ChannelFindings:
    """What the rules say about a post on one channel."""

    channel: Channel
    findings: list[Finding]
    four_eyes: FourEyes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What the rules read of a post, saved or still being written.

    texts: channel and what goes out there. post_id: the saved post, which its own day
    does not count.
    """

    author: User
    texts: Sequence[tuple[Channel, str]]
    day: date | None
    has_image: bool
    motive: str = ""
    relevance: str = ""
    shared_from: str = ""
    co_arranged_with: str = ""
    source_checked: bool = False
    post_id: UUID | None = None


def wording_of(post: Post) -> Wording:
    """The saved post as the rules read it."""
    return Wording(
        author=post.author,
        texts=[(variant.channel, variant.outgoing_text) for variant in post.variants.all()],
        day=post.planned_day,
        has_image=bool(post.placed_images.all()),
        motive=post.motive,
        relevance=post.relevance,
        shared_from=post.shared_from,
        co_arranged_with=post.co_arranged_with,
        source_checked=post.source_checked,
        post_id=post.pk,
    )


def findings_of(post: Post, now: datetime, *, reviewed: bool) -> list[ChannelFindings]:
    """Every channel's findings about the post as it stands."""
    return findings_in(wording_of(post), now, reviewed=reviewed)


def findings_in(wording: Wording, now: datetime, *, reviewed: bool) -> list[ChannelFindings]:
    """Every channel's findings about words that need not be saved."""
    tenant = wording.author.municipality
    counts = posts_by_day(wording)
    found = []
    with adoptions_held():
        for channel, text in wording.texts:
            facts = PostFacts(
                network=channel.network,
                channel_class=channel.channel_class,
                channel=str(channel.pk),
                text=text,
                elements=frozenset({"image", "graphic"} if wording.has_image else ()),
                planned_for=wording.day,
                posts_by_day=counts.get(channel.pk, {}),
                reviewed=reviewed,
                author_given_name=wording.author.given_name,
                author_full_name=wording.author.full_name,
                signature_reason=wording.motive,
                shared_from=wording.shared_from,
                co_arranged_with=wording.co_arranged_with,
                source_checked=wording.source_checked,
                relevance=wording.relevance,
            )
            found.append(
                ChannelFindings(
                    channel=channel,
                    findings=check(tenant, facts, now),
                    four_eyes=four_eyes(tenant, facts, at=now),
                )
            )
    return found


def day_of(wall: str) -> date | None:
    """The local day of "YYYY-MM-DD" or "YYYY-MM-DDTHH:MM"; None for anything else."""
    try:
        return date.fromisoformat(wall[:10])
    except ValueError:
        return None


def channel_facts(channel: Channel) -> ChannelFacts:
    """The channel as the rules are told about it."""
    return ChannelFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        comments_open=channel.comments_open,
    )


def posts_by_day(wording: Wording) -> dict[UUID, dict[date, int]]:
    """Other posts per channel and local day, within four weeks of the post's own day."""
    if wording.day is None:
        return {}
    month = timedelta(days=28)
    rows = (
        Variant.objects.filter(
            channel_id__in=[channel.pk for channel, _text in wording.texts],
            post__state__in=OCCUPIES,
            post__planned_day__range=(wording.day - month, wording.day + month),
        )
        .exclude(Q(act__state="refused") | Q(act__state="cancelled"))
        .values_list("channel_id", "post__planned_day", "post_id")
    )
    counts: dict[UUID, Counter[date]] = {}
    for channel_id, day, post_id in rows:
        if day is not None and post_id != wording.post_id:
            counts.setdefault(channel_id, Counter())[day] += 1
    return {channel_id: dict(days) for channel_id, days in counts.items()}


@dataclass(frozen=True, slots=True)
class Status:
    """How a post stands, in words and a tone (never colour alone)."""

    text: str | Promise
    tone: str
    icon: str


PLAN_STATUS = {
    PostState.DRAFT: Status(_("Utkast"), "neutral", "pencil"),
    PostState.SUBMITTED: Status(_("Väntar på granskning"), "warning", "clock"),
    PostState.RETURNED: Status(_("Tillbaka till författaren"), "warning", "reply"),
    PostState.APPROVED: Status(_("Klart att gå ut"), "info", "check"),
    PostState.MISSED: Status(_("Missat"), "danger", "alert-octagon"),
    PostState.WITHDRAWN: Status(_("Tillbakadraget"), "neutral", "x"),
}


def status_of(post: Post) -> Status:
    """The post's status; once released, what its acts say."""
    if post.state != PostState.RELEASED:
        return PLAN_STATUS[PostState(post.state)]
    states = {variant.act.state for variant in post.variants.all() if variant.act}
    if ActState.UNKNOWN in states:
        return Status(_("Oklart om det gick ut"), "danger", "alert-triangle")
    if states == {ActState.LIVE}:
        return Status(_("Ute"), "success", "check-circle")
    if states & {ActState.REFUSED, ActState.CANCELLED}:
        partly = ActState.LIVE in states
        text = _("Delvis ute") if partly else _("Gick inte ut")
        return Status(text, "danger", "alert-octagon")
    return Status(_("Skickas"), "info", "send")


def ref_to(post: Post) -> Ref:
    """How the ledger points at a post."""
    return Ref("planning.post", str(post.pk))
