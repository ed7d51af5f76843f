"""A post as the rules read it, and what they say of it on each channel."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypedDict
from uuid import UUID

from django.db.models import Q

from torg.channels.models import Channel, NetworkName
from torg.people.models import Department, Municipality, User
from torg.planning.models import Post, Received, Variant
from torg.planning.queries.listing import OCCUPIES
from torg.rules.queries import (
    ApprovalPoint,
    BenefitFacts,
    ChannelFacts,
    Finding,
    FourEyes,
    PostFacts,
    adoptions_held,
    approval_points,
    availability,
    check,
    four_eyes,
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
    does not count. film: the description of the film that goes with it; None: there is none.
    answerer: who answers questions about it, while that person works here.
    ticked: the points that its reader or planner has ticked; None before anybody is asked.
    """

    author: User
    texts: Sequence[tuple[Channel, str]]
    day: date | None
    has_image: bool
    motive: str = ""
    relevance: str = ""
    answerer: User | None = None
    sender: Department | None = None
    ticked: frozenset[str] | None = None
    shared_from: str = ""
    co_arranged_with: str = ""
    source_checked: bool = False
    film: str | None = None
    received: str = ""
    outside_brand: bool = False
    post_id: UUID | None = None


def wording_of(post: Post, ticked: Collection[str] | None = None) -> Wording:
    """The saved post as the rules read it. ticked: None before anybody is asked to tick."""
    return Wording(
        author=post.author,
        texts=[(variant.channel, variant.outgoing_text) for variant in post.variants.all()],
        day=post.planned_day,
        has_image=bool(post.placed_images.all()),
        motive=post.motive,
        relevance=post.relevance,
        answerer=post.answerer,
        sender=post.sender,
        ticked=None if ticked is None else frozenset(ticked),
        shared_from=post.shared_from,
        co_arranged_with=post.co_arranged_with,
        source_checked=post.source_checked,
        film=post.film_description if post.is_film else None,
        received=post.received,
        outside_brand=any(placed.outside_brand for placed in post.placed_images.all()),
        post_id=post.pk,
    )


def findings_of(
    post: Post, now: datetime, *, reviewed: bool, ticked: Collection[str] | None = None
) -> list[ChannelFindings]:
    """Every channel's findings about the post as it stands."""
    return findings_in(wording_of(post, ticked), now, reviewed=reviewed)


def points_of(post: Post, now: datetime) -> list[ApprovalPoint]:
    """What its reader ticks before it may go out, each point once (G-02, M1-38)."""
    points: dict[str, ApprovalPoint] = {}
    with adoptions_held():
        for variant in post.variants.all():
            facts = PostFacts(**place_of(variant.channel))
            for point in approval_points(post.municipality, facts, at=now):
                points.setdefault(point.code, point)
    return list(points.values())


def answered_for(channel: Channel, now: datetime) -> timedelta | None:
    """How long somebody answers questions about a post there; None: no rule says."""
    return availability(channel.municipality, PostFacts(**place_of(channel)), at=now)


def sender_in_words(sender: Department | None, municipality: Municipality) -> str:
    """The municipality and the part of it that speaks; empty while none is chosen (M1-36)."""
    return f"{municipality}, {sender}" if sender else ""


def findings_in(wording: Wording, now: datetime, *, reviewed: bool) -> list[ChannelFindings]:
    """Every channel's findings about words that need not be saved."""
    tenant = wording.author.municipality
    counts = posts_by_day(wording)
    found = []
    with adoptions_held():
        for channel, text in wording.texts:
            facts = _facts(wording, channel, text, counts, reviewed=reviewed)
            found.append(
                ChannelFindings(
                    channel=channel,
                    findings=[
                        *check(tenant, facts, now),
                        *check(tenant, _benefits(wording, channel), now),
                    ],
                    four_eyes=four_eyes(tenant, facts, at=now),
                )
            )
    return found


def _facts(
    wording: Wording,
    channel: Channel,
    text: str,
    counts: Mapping[UUID, Mapping[date, int]],
    *,
    reviewed: bool,
) -> PostFacts:
    answerer = wording.answerer
    shows_film = wording.film is not None and channel.network == NetworkName.YOUTUBE
    return PostFacts(
        **place_of(channel),
        text=text,
        elements=_elements(wording, shows_film=shows_film),
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
        answerer=answerer.full_name if answerer and answerer.is_active else "",
        sender=sender_in_words(wording.sender, wording.author.municipality),
        ticked=wording.ticked,
        video_description=wording.film if shows_film else None,
    )


def _elements(wording: Wording, *, shows_film: bool) -> frozenset[str]:
    images = {"image", "graphic"} if wording.has_image else set()
    return frozenset(images | ({"video"} if shows_film else set()))


def _benefits(wording: Wording, channel: Channel) -> BenefitFacts:
    """What the post gave somebody; a motive is the reason for another's logo, too."""
    return BenefitFacts(
        **place_of(channel),
        received=wording.received == Received.SOMETHING if wording.received else None,
        brand=wording.outside_brand,
        brand_reason=wording.motive,
    )


class Where(TypedDict):
    """The facts of every place."""

    network: str
    channel_class: str
    channel: str


def place_of(channel: Channel) -> Where:
    """Where the rules are asked about."""
    return {
        "network": channel.network,
        "channel_class": channel.channel_class,
        "channel": str(channel.pk),
    }


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


def day_of(wall: str) -> date | None:
    """The local day of "YYYY-MM-DD" or "YYYY-MM-DDTHH:MM"; None for anything else."""
    try:
        return date.fromisoformat(wall[:10])
    except ValueError:
        return None


def channel_facts(channel: Channel) -> ChannelFacts:
    """The channel as the rules are told about it."""
    return ChannelFacts(**place_of(channel), comments_open=channel.comments_open)
