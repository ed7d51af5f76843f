"""A queue as the page lists it: rows without objects, and what it can be narrowed by.

The questions are prepared: every click on a queue asks them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db.models import BooleanField, CharField, QuerySet, Value
from django.db.models.functions import Coalesce

from torg.channels.models import NetworkName
from torg.channels.queries import visible_to as channels_visible_to
from torg.inbox.queries.queues import PAGE, Filters, Mark, Queue, in_order, mark_of, place_of
from torg.people.models import Place, User
from torg.people.models.prepared import ask
from torg.people.queries import filters_for

COLUMNS = (
    "id", "state", "kind", "outcome", "due_at", "latest_at", "order_at", "forwarded_at",
    "channel__network", "channel__name", "department__name", "latest__kind", "latest__text",
    "person__name", "person__handle", "person__author_id",
    "assigned_to__given_name", "assigned_to__family_name",
)  # fmt: skip
CHANNEL, SAVED = "channel", "saved"
Values = QuerySet[Any, Any]


class Listed(NamedTuple):
    """One conversation of a list. person, who: names; sort: what the newest words are."""

    id: UUID
    state: str
    kind: str
    outcome: str
    due_at: datetime | None
    latest_at: datetime
    order_at: datetime
    forwarded_at: datetime | None
    network: str
    channel: str
    department: str
    sort: str
    text: str
    person: str
    who: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a queue. after: the mark of the next page, "" on the last."""

    rows: list[Listed]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved filter. department: whose it is when it is shared, else ""."""

    name: str
    query: str
    department: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Narrowing:
    """channels: id and name of each that one may filter by. saved: the person's filters."""

    channels: list[tuple[str, str]]
    saved: list[Saved]

    @property
    def default(self) -> Saved | None:
        """What the person's list opens with, if anything."""
        return next((one for one in self.saved if one.is_default), None)


def listing(user: User, queue: Queue, filters: Filters, now: datetime, after: str = "") -> Listing:
    """What queues.page finds, as rows to show."""
    place = place_of(after)

    def build(now: datetime, *place: Any) -> Values:
        found: Values = in_order(user, queue, filters, now, cast(Mark, place))
        return found.select_related(None).values_list(*COLUMNS)[: PAGE + 1]

    key = ("inbox.listing", user.shape, queue, filters, bool(place))
    found = [_listed(*row) for row in ask(key, build, now, *place)]
    more = len(found) > PAGE
    return Listing(found[:PAGE], mark_of(found[PAGE - 1]) if more else "")


def narrowing(user: User) -> Narrowing:
    """The channels and the saved filters of the inbox, in one question."""

    def build() -> Values:
        none, never = Value("", CharField()), Value(False, BooleanField())
        channels: Values = channels_visible_to(user).order_by().select_related(None)
        filters: Values = filters_for(user, Place.INBOX).order_by().select_related(None)
        return channels.values_list(
            Value(CHANNEL, CharField()), "pk", "name", "network", none, never
        ).union(
            filters.values_list(
                Value(SAVED, CharField()), "pk", "name", "query",
                Coalesce("department__name", none), "is_default",
            ),
            all=True,
        )  # fmt: skip

    found = sorted(ask(("inbox.narrowing", user.shape), build), key=lambda row: (row[2], row[1]))
    return Narrowing(
        [(str(row[1]), f"{row[2]} ({NetworkName(row[3]).label})")
         for row in found if row[0] == CHANNEL],
        [Saved(row[2], row[3], row[4], bool(row[5])) for row in found if row[0] == SAVED],
    )  # fmt: skip


def _listed(*row: Any) -> Listed:
    *plain, sort, text, name, handle, author, given, family = row
    who = f"{given} {family}".strip() if given else ""
    shown = (sort or "", text or "", name or handle or author, who)
    return Listed(*(*plain, *shown))
