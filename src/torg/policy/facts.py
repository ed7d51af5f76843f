"""What a rule is told about the matter in hand: plain data, no models.

None says that nobody was asked yet: the rules that read it are silent.

Dates are local (the municipality's wall calendar); instants are aware UTC.
Networks: the keys of kernel/networks.toml.
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
    relevance: why it concerns the residents. answerer: who answers questions about it.
    sender: who is shown as its sender. ticked: codes of the approval list that are ticked.
    own_channel: shared_from is a channel of the municipality's own. resident_question: it is
    a resident's question. known_tags: the tag library, in small letters without sign.
    sensitive, ready_to_answer: flagged as sensitive, and the question about it answered yes.
    serious: a serious matter or a crisis.
    video_description: of the video that goes with it.
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
    relevance: str | None = None
    answerer: str | None = None
    sender: str | None = None
    ticked: frozenset[str] | None = None
    own_channel: bool = False
    resident_question: bool = False
    known_tags: frozenset[str] | None = None
    sensitive: bool = False
    ready_to_answer: bool = False
    serious: bool = False
    video_description: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFacts(Place):
    """A reply to a resident.

    kind: what is answered: question, viewpoint, praise, criticism, implicit, other.
    recipient_name: the name the resident shows; recipient_handle: the account name.
    text: empty while only the frame is asked for. sender: the channel that it goes out from.
    in_doubt, heated, serious: flags on what is answered. model_followed: the response model
    was gone through. template: code of the template in use, with what stands in its slots.
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
    sender: str | None = None
    in_doubt: bool = False
    heated: bool = False
    serious: bool = False
    model_followed: bool | None = None
    template: str = ""
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundFacts(Place):
    """Something a resident wrote. arrived_at: when it was made available to us (UTC).

    kind: as ReplyFacts, or false_claim. resting: the channel is dormant.
    """

    arrived_at: datetime
    kind: str = "question"
    resting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingFacts(Place):
    """Something a resident wrote is to be closed.

    response: what it got: none, reply, reaction, interim, referral. exception: code of the
    exception that it is closed under. answered_before: the same person got an answer before.
    """

    kind: str = "question"
    response: str = "none"
    exception: str = ""
    answered_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardFacts(Place):
    """A question goes on to somebody else. reason: why the asker is not told of it."""

    acknowledged: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFacts(Place):
    """A channel as such. posts_by_day: its published posts per local day, latest 28 days.

    watchers: how many have it on their watch.
    """

    comments_open: bool = True
    posts_by_day: Mapping[date, int] = field(default_factory=dict)
    watchers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalFacts(Place):
    """Content that may have to go. ground: the chosen code, empty while none is chosen.

    evidence: which elements are at hand of image, payload, context, channel, link, time, author.
    no_copy: the chosen ground forbids a copy, so no image is demanded.
    measure: hide or delete, once chosen. notice: sent, a code for why not, or "" for neither.
    """

    discovered_at: datetime
    published_at: datetime | None = None
    sealed_at: datetime | None = None
    ground: str = ""
    assessment: str = ""
    evidence: frozenset[str] = frozenset()
    no_copy: bool = False
    measure: str = ""
    notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFacts(Place):
    """A person is to be kept out of the channel. review_on: when that is tried again."""

    ground: str = ""
    decider: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts(Place):
    """An image or film that is to be used. network is where.

    ownership: own, permitted, licensed, "" while unknown. licence: such as "cc-by-4.0".
    persons, identifiable: somebody is seen, and can be told. basis: legal basis of that.
    asked_on, outcome: consent was asked for, and is granted, refused or "". purposes: what the
    consent says of each purpose. youngest: age of the youngest who can be told.
    guardians, own_consent: guardians' and the young person's own consent at hand.
    origin: own, resident, republished, bank. bank_consent: yes, no, "" where it does not say.
    """

    ownership: str = ""
    licence: str = ""
    credit: str = ""
    persons: bool = False
    identifiable: bool = False
    basis: str = ""
    asked_on: date | None = None
    outcome: str = ""
    purposes: Mapping[str, bool] = field(default_factory=dict)
    youngest: int | None = None
    guardians: bool = False
    own_consent: bool = False
    origin: str = "own"
    authentic: bool = False
    permission: bool = False
    bank_consent: str = ""
    in_doubt: bool = False
    purpose: str = ""
    retention: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts(Place):
    """Something kept as a record.

    matter: plain, major_viewpoint, secret, criminal, ongoing_case, new_case, criticism.
    status: kept_in_order, to_register, moved_to_case, ordinary_process, "" while undecided.
    known: what is stored of it: direction, parties, time, channel, status, author, approver,
    sender, searchable. disposing: it is about to be disposed of. kept_until: its retention.
    """

    matter: str = "plain"
    status: str = ""
    known: frozenset[str] | None = None
    disposing: bool = False
    legal_hold: bool = False
    evidence: bool = False
    registered: bool = False
    kept_until: date | None = None


Facts = (
    PostFacts
    | ReplyFacts
    | InboundFacts
    | EndingFacts
    | ForwardFacts
    | ChannelFacts
    | RemovalFacts
    | BlockFacts
    | MediaFacts
    | RecordFacts
)
