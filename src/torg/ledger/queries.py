"""Every read of the log."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from torg.kernel.merkle import HASH_BYTES, inclusion_proof
from torg.kernel.refs import Ref
from torg.kernel.signed_notes import Signer, Verifier
from torg.ledger.models import Checkpoint, Entry, EntryContent, EntryRef
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


@dataclass(frozen=True, slots=True)
class Proof:
    """What binds an entry to a signed root. position: from 0; path and leaf: hexadecimal."""

    entry: Entry
    position: int
    path: tuple[str, ...]
    checkpoint: Checkpoint


def timeline(ref: Ref, limit: int = PAGE, before: int | None = None) -> list[TimelineItem]:
    """What has happened to the object, newest first; `before`: only entries under that seq.

    Whoever shows it has checked that the person may see the object.
    """
    rows = EntryRef.objects.filter(kind=ref.kind, target=ref.id).order_by("-seq")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return [_item(row.entry) for row in rows.select_related("entry")[:limit]]


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


def latest_checkpoint(municipality: Municipality, *, covering: int = 0) -> Checkpoint | None:
    """The newest checkpoint, when it covers the entry with that seq."""
    found: Checkpoint | None = Checkpoint.objects.filter(
        municipality=municipality, size__gte=covering
    ).first()
    return found


def proof(found: Entry) -> Proof | None:
    """What binds the entry to the newest checkpoint; None until one covers it.

    Reads every leaf hash under the checkpoint: on demand, not for lists.
    """
    checkpoint = latest_checkpoint(found.municipality, covering=found.seq)
    if checkpoint is None:
        return None
    rows = Entry.objects.filter(municipality_id=found.municipality_id, seq__lte=checkpoint.size)
    leaves = _joined(list(rows.order_by("seq").values_list("leaf_hash", flat=True)))
    path = inclusion_proof(leaves, found.seq - 1)
    return Proof(found, found.seq - 1, tuple(step.hex() for step in path), checkpoint)


def origin(municipality: Municipality) -> str:
    """The name of the municipality's log in its checkpoints."""
    return f"torg.ledger/{municipality.slug}"


def key_path(municipality: Municipality) -> Path:
    """Where the key is that signs the municipality's checkpoints."""
    return Path(settings.KEYS) / f"ledger-{municipality.slug}.key"


def verifier_of(municipality: Municipality) -> Verifier | None:
    """The public half of the key, or None when there is no key yet. Never makes one."""
    path = key_path(municipality)
    return Signer.at(path, origin(municipality)).verifier if path.exists() else None


def details(facts: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """Facts for people: plain values, with Swedish labels where the key is well known."""
    labels = {
        "channel": _("Kanal"),
        "citation": _("Stöd"),
        "decision": _("Beslut"),
        "due_at": _("Senast"),
        "evidence": _("Bevis"),
        "from": _("Från"),
        "network": _("Nätverk"),
        "reason": _("Skäl"),
        "rule": _("Regel"),
        "state": _("Läge"),
        "status": _("Status"),
        "to": _("Till"),
    }
    return tuple(
        (labels.get(key, key), _shown(value))
        for key, value in facts.items()
        if isinstance(value, str | int) and value != ""
    )


def texts(found: Entry) -> list[tuple[str, str]] | None:
    """The texts that the entry commits to, as (label, text); None when it has none left."""
    content: EntryContent | None = getattr(found, "content", None)
    told = content.told if content else None
    if not isinstance(told, dict):
        return None
    return [*_labelled(told)]


def _labelled(told: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    labels = {
        "author": _("Skribent"),
        "body": _("Text"),
        "from": _("Från"),
        "motive": _("Motivering"),
        "reason": _("Skäl"),
        "text": _("Text"),
        "to": _("Till"),
    }
    for key, value in told.items():
        if isinstance(value, dict):
            yield from _labelled(value)
        elif isinstance(value, list):
            yield labels.get(key, key), ", ".join(map(_shown, value))
        elif value not in ("", None):
            yield labels.get(key, key), _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    return str(value)


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


def _joined(hashes: Sequence[str]) -> list[bytes]:
    leaves = [bytes.fromhex(each) for each in hashes]
    if any(len(leaf) != HASH_BYTES for leaf in leaves):
        raise ValueError("a stored leaf hash is not 32 bytes")
    return leaves
