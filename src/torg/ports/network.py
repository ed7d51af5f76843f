"""A social network as Torg sees it.

One adapter serves all channels of its network; it holds no state of its own.
Every method may raise Refused, Unreachable or NeedsReconnect, and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from torg.ports.account import Account, Sighting


class Capability(StrEnum):
    """What a network can do for us; a missing one becomes a manual task, never a silent no-op."""

    PUBLISH = "publish"
    IMAGES = "images"
    ALT_TEXT = "alt_text"
    REPLY = "reply"
    MESSAGE = "message"
    LIKE = "like"
    REPOST = "repost"
    DELETE_OWN = "delete_own"
    DELETE_OTHERS = "delete_others"
    HIDE = "hide"
    MUTE = "mute"
    BLOCK = "block"
    REPORT = "report"
    WEBHOOK = "webhook"


class ActKind(StrEnum):
    """The acts that we perform on a network."""

    PUBLISH = "publish"
    REPLY = "reply"
    MESSAGE = "message"
    LIKE = "like"
    REPOST = "repost"
    DELETE_OWN = "delete_own"
    HIDE = "hide"
    DELETE = "delete"
    MUTE = "mute"
    BLOCK = "block"
    REPORT = "report"


class KeyKind(StrEnum):
    """How a network lets us find out whether an act happened."""

    KEYED = "keyed"
    READ_BACK = "read_back"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one account, read at run time where the network tells them. None: no limit."""

    graphemes: int | None = None
    text_bytes: int | None = None
    images: int | None = None
    image_bytes: int | None = None
    alt_graphemes: int | None = None


@dataclass(frozen=True, slots=True)
class NetworkCard:
    """What is fixed about an adapter's network.

    client_timeout: how long our call waits. processing: how long the network may
    still work on an accepted call. visibility_lag: how long an accepted object may
    stay unseen by read-back.
    """

    adapter: str
    name: str
    capabilities: frozenset[Capability]
    key_kind: KeyKind
    client_timeout: timedelta
    processing: timedelta
    visibility_lag: timedelta
    limits: Limits

    @property
    def uncertainty(self) -> timedelta:
        """How long after the call began an unseen object may still appear."""
        return self.client_timeout + self.processing + self.visibility_lag


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach one account. `secret` never appears in repr, logs or errors."""

    adapter: str
    base_url: str
    account_id: str
    handle: str
    secret: str = field(repr=False, default="")
    webhook_secret: str = field(repr=False, default="")
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Image:
    """An image of an outgoing post. content: the file's bytes; alt: its alternative text."""

    content: bytes = field(repr=False)
    mime: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Target:
    """An object or person that an act is about.

    id: the network's id of the object (version-exact reference in `version` where the
    network has one, e.g. a CID). root_id/root_version: the start of its thread.
    author_id: the person behind it.
    """

    id: str = ""
    version: str = ""
    root_id: str = ""
    root_version: str = ""
    author_id: str = ""


@dataclass(frozen=True, slots=True)
class ActRequest:
    """One act, complete: the same request may be read back long after the call.

    key: minted by the adapter's `mint_key` and stored before the call.
    text, langs (BCP 47), images: for publish, reply and message.
    target: for everything but publish. reason: for report.
    """

    kind: ActKind
    key: str
    text: str = ""
    langs: tuple[str, ...] = ("sv",)
    images: tuple[Image, ...] = ()
    target: Target = Target()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The network's word that the act is done. network_id is never empty."""

    network_id: str
    url: str
    at: datetime
    version: str = ""
    raw: bytes = field(repr=False, default=b"")


class Seen(StrEnum):
    """What a read-back found."""

    FOUND = "found"
    ABSENT = "absent"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class ReadBack:
    """seen: the finding. receipt: when FOUND. note: a Swedish sentence of what was looked at."""

    seen: Seen
    note: str
    receipt: Receipt | None = None


class EventKind(StrEnum):
    """What arrives from a network."""

    COMMENT = "comment"
    MENTION = "mention"
    QUOTE = "quote"
    MESSAGE = "message"
    VISITOR_POST = "visitor_post"
    LIKE = "like"
    REPOST = "repost"


class EventVerb(StrEnum):
    """What happened to it upstream."""

    CREATED = "created"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote it, as the network names them. `name` is what they call themselves."""

    id: str
    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on the network and concerns an account of ours.

    network_id: the object's id. version: its edition (CID, edit number; "1" where the
    network has none): unique (channel, network_id, version). root_id: the post that
    starts the thread, or the conversation's id for messages. parent_id: what it answers.
    made_available_at: the network's time stamp (TF 2:6). raw: the payload as received.
    """

    kind: EventKind
    verb: EventVerb
    network_id: str
    version: str
    root_id: str
    parent_id: str
    author: Author
    text: str
    made_available_at: datetime
    url: str = ""
    root_version: str = ""
    images: tuple[str, ...] = ()
    raw: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of a poll. cursor: where the next poll starts. more: another page waits."""

    events: tuple[Event, ...]
    cursor: str
    more: bool = False


class Network(Protocol):
    """What an adapter offers."""

    @property
    def card(self) -> NetworkCard:
        """What is fixed about this network."""

    def verify(self, connection: Connection) -> Account:
        """A live read with the connection's own right: names the account that works."""

    def observe(self, connection: Connection) -> Sighting:
        """Look at the account as everybody may, also where our own right has ended.

        An account that is gone is found to be so; only a network without a usable answer
        raises Unreachable.
        """

    def limits(self, connection: Connection) -> Limits:
        """The account's limits now."""

    def mint_key(self, now: datetime, seed: bytes) -> str:
        """A key of this network's form, fixed before the call. Same input, same key."""

    def perform(self, connection: Connection, request: ActRequest) -> Receipt:
        """One call, no retry inside. Raises Unreachable(maybe_done=True) whenever unsure."""

    def read_back(self, connection: Connection, request: ActRequest, since: datetime) -> ReadBack:
        """Look whether the act happened at or after `since`. Reads only; may be repeated.

        `since` is by our clock, which may be wrong: an adapter that reads by time makes sure
        by the network's own that it does not begin too late.
        """

    def fetch(self, connection: Connection, cursor: str) -> Batch:
        """Events after the cursor, oldest first. An empty cursor starts from the beginning."""

    def subscribe(self, connection: Connection, url: str) -> None:
        """Let deliveries go to the address from now on, signed with `webhook_secret`.

        An empty address ends them. Returns when the network has said that it stands so.
        Refused where the card has no WEBHOOK. May be repeated.
        """

    def signature_ok(self, connection: Connection, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether a webhook delivery is genuine: over raw bytes, constant time, fails closed.

        headers: lower-cased names.
        """

    def parse(self, connection: Connection, body: bytes) -> tuple[Event, ...]:
        """The events of one genuine webhook delivery. Raises Refused on a broken payload."""
