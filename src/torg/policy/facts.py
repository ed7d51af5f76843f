"""What a rule is told about the matter in hand: plain data, no models.

Dates are local (the municipality's wall calendar); instants are aware UTC.
Networks: facebook, instagram, x, youtube, linkedin, threads, bluesky, mastodon.
Channel classes: main, ordinary, seasonal. `channel` is the register's own id or slug.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it happens."""

    network: str
    channel_class: str = "ordinary"
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFacts(Place):
    """A post on its way out, for one channel.

    elements: what it carries of link, image, video, graphic (a link in the text counts by itself).
    planned_for: the local day it is to be published, when known.
    posts_by_day: the OTHER posts booked or published on the same channel, per local day.
    reviewed: somebody other than the author has read and agreed to this very content.
    shared_from: address or name of the origin when this shares somebody else's post.
    link_results: address -> "ok" | "broken" | "timeout", when links were tried.
    """

    text: str = ""
    elements: frozenset[str] = frozenset()
    planned_for: date | None = None
    posts_by_day: Mapping[date, int] = field(default_factory=dict)
    reviewed: bool = False
    in_doubt: bool = False
    author_given_name: str = ""
    author_full_name: str = ""
    signature_reason: str = ""
    shared_from: str = ""
    co_arranged_with: str = ""
    source_checked: bool = False
    about_person: bool = False
    person_considered: bool = False
    link_results: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFacts(Place):
    """A reply to a resident.

    kind: what is answered: question, viewpoint, praise, criticism, implicit, other.
    recipient_name: the name the resident shows; recipient_handle: the account name.
    text: empty while only the frame is asked for.
    """

    text: str = ""
    kind: str = "question"
    recipient_name: str = ""
    recipient_handle: str = ""
    responder_given_name: str = ""
    responder_full_name: str = ""
    responder_title: str = ""
    responder_department: str = ""
    second_reader: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundFacts(Place):
    """Something a resident wrote. arrived_at: when it was made available to us (UTC)."""

    arrived_at: datetime
    kind: str = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFacts(Place):
    """A channel as such. posts_by_day: its published posts per local day, latest 28 days."""

    comments_open: bool = True
    posts_by_day: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalFacts(Place):
    """Content that may have to go. ground: the chosen code, empty while none is chosen.

    evidence: which elements are at hand of image, payload, context, channel, link, time, author.
    no_copy: the chosen ground forbids a copy, so no image is demanded.
    """

    discovered_at: datetime
    published_at: datetime | None = None
    sealed_at: datetime | None = None
    ground: str = ""
    assessment: str = ""
    evidence: frozenset[str] = frozenset()
    no_copy: bool = False


Facts = PostFacts | ReplyFacts | InboundFacts | ChannelFacts | RemovalFacts
