"""Timelines, and the log as a list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from torg.kernel.refs import Ref
from torg.ledger.models import Entry, EntryRef
from torg.ledger.queries.wording import details
from torg.people.models import Municipality, User
from torg.people.permissions import Permission, can

PAGE = 50


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One act as a timeline shows it. details: (label, value), for people.

    who, what, when and detail are the names that the `timeline` macro reads.
    """

    at: datetime
    summary: str
    actor: str
    verb: str
    details: tuple[tuple[str, str], ...]
    entry_id: str
    seq: int

    @property
    def who(self) -> str:
        """The actor's name then; empty when the desk itself acted."""
        return self.actor

    @property
    def what(self) -> str:
        """The sentence that stands in the record."""
        return self.summary

    @property
    def when(self) -> datetime:
        """When it happened."""
        return self.at

    @property
    def detail(self) -> str:
        """The details on one line."""
        return " · ".join(f"{label}: {value}" for label, value in self.details)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What to show of the log; empty means all. Days are the municipality's own."""

    verb: str = ""
    actor: str = ""
    direction: str = ""
    since: date | None = None
    until: date | None = None
    about: Ref | None = None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One page, newest first. older and newer: the seq to go on from, or None at the end."""

    entries: list[Entry]
    older: int | None
    newer: int | None


def timeline(
    ref: Ref,
    *parts: Ref,
    limit: int = PAGE,
    before: int | None = None,
    without: Collection[str] = (),
) -> list[TimelineItem]:
    """What has happened to the object, newest first; `before`: only entries under that seq.

    parts: what belongs to it and is told of under names of its own, such as a post's variants.
    without: verbs that would drown the rest, and have a page of their own.
    Whoever shows it has checked that the person may see the object.
    """
    own = Q(kind=ref.kind, target=ref.id)
    for part in parts:
        own |= Q(kind=part.kind, target=part.id)
    rows = EntryRef.objects.filter(own).order_by("-seq")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    if without:
        rows = rows.exclude(entry__verb__in=without)
    # One entry may be about several of them.
    most = limit * (1 + len(parts))
    found = {row.entry_id: row.entry for row in rows.select_related("entry")[:most]}
    return [_item(entry) for entry in list(found.values())[:limit]]


def entries_with_content(*about: Ref) -> list[Entry]:
    """The entries about any of the objects whose text is still there, oldest first."""
    own = Q(pk__in=[])
    for ref in about:
        own |= Q(kind=ref.kind, target=ref.id)
    ids = EntryRef.objects.filter(own).values("entry_id")
    return list(Entry.objects.filter(pk__in=ids, content__isnull=False).order_by("seq"))


def visible_to(user: User) -> QuerySet[Entry]:
    """The entries that the person may read: all of the municipality's, or none."""
    rows: QuerySet[Entry] = Entry.objects.filter(municipality_id=user.municipality_id)
    return rows if can(user, Permission.VIEW_LEDGER) else rows.none()


def entries(
    user: User,
    chosen: EntryFilter,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> EntryPage:
    """A page of the log: the newest, those before a seq, or those right after one."""
    rows = _chosen(visible_to(user), chosen, user.municipality)
    if after is not None:
        found = list(rows.filter(seq__gt=after).order_by("seq")[: limit + 1])
        more, page = len(found) > limit, found[:limit][::-1]
        return EntryPage(page, page[-1].seq if page else None, page[0].seq if more else None)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: limit + 1])
    more, page = len(found) > limit, found[:limit]
    newer = page[0].seq if page and before is not None else None
    return EntryPage(page, page[-1].seq if more else None, newer)


def entry(user: User, seq: int) -> Entry | None:
    """One entry with its content, if the person may read the log."""
    return visible_to(user).select_related("content").filter(seq=seq).first()


def verbs(user: User) -> list[str]:
    """The verbs that occur in the log, for the filter."""
    return list(visible_to(user).order_by("verb").values_list("verb", flat=True).distinct())


def actors(user: User) -> list[User]:
    """The people of the municipality, for the filter; those who have left too."""
    return list(User.objects.filter(municipality_id=user.municipality_id))


def _item(found: Entry) -> TimelineItem:
    return TimelineItem(
        at=found.at,
        summary=found.summary,
        actor=found.actor_name,
        verb=found.verb,
        details=details(found.facts),
        entry_id=str(found.pk),
        seq=found.seq,
    )


def _chosen(
    rows: QuerySet[Entry], chosen: EntryFilter, municipality: Municipality
) -> QuerySet[Entry]:
    plain = {"verb": chosen.verb, "actor_id": chosen.actor, "direction": chosen.direction}
    rows = rows.filter(**{column: value for column, value in plain.items() if value})
    zone = ZoneInfo(municipality.timezone)
    if chosen.since:
        rows = rows.filter(at__gte=datetime.combine(chosen.since, time.min, zone))
    if chosen.until:
        end = chosen.until + timedelta(days=1)
        rows = rows.filter(at__lt=datetime.combine(end, time.min, zone))
    if chosen.about:
        refs = EntryRef.objects.filter(kind=chosen.about.kind, target=chosen.about.id)
        rows = rows.filter(pk__in=refs.values("entry_id"))
    return rows
