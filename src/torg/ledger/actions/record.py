"""Write entries, in the transaction of the acts that they tell of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from torg.kernel import canonical
from torg.kernel.digests import new_salt, salted_sha256_hex
from torg.kernel.identifiers import uuid7
from torg.kernel.merkle import CompactRange, leaf_hash
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ledger.models import Entry, EntryContent, EntryRef, Head
from torg.ledger.states import FORMAT, Direction
from torg.people.models import Municipality, User
from torg.people.models.prepared import ask
from torg.people.models.rows import insert_values, new_row, update_rows


class OutsideTransaction(RuntimeError):
    """`record` was called outside a transaction, where act and entry could part."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the register must say of a record that crossed the border (V-92, V-93).

    direction: received or drawn up; channel and status: codes, kept for ever;
    sender and receiver: may name people, so they go with the content.
    """

    direction: Direction
    channel: str
    status: str
    sender: str
    receiver: str

    def __post_init__(self) -> None:
        """Raise ValueError when something that the register must say is missing."""
        if self.direction is Direction.INTERNAL:
            raise ValueError("an exchange is received or drawn up")
        if not (self.channel and self.status and self.sender and self.receiver):
            raise ValueError("an exchange names channel, status, sender and receiver")


class Draft(NamedTuple):
    """What `record` is told of one entry."""

    verb: str
    summary: str
    about: Sequence[Ref]
    facts: Mapping[str, object] | None = None
    content: Mapping[str, object] | None = None
    exchange: Exchange | None = None


def record(
    *,
    municipality: Municipality,
    verb: str,
    summary: str,
    about: Sequence[Ref],
    by: User | None,
    now: datetime,
    facts: Mapping[str, object] | None = None,
    content: Mapping[str, object] | None = None,
    exchange: Exchange | None = None,
) -> Entry:
    """Append an entry and return it. It stands or falls with the caller's transaction.

    summary: a Swedish sentence in the past tense, without personal text.
    facts: hashed and kept for ever; ids, digests and codes only.
    content: text about people; stored beside the tree with a salt, disposable.
    exchange: when the entry is about a record that came in or went out.
    by: None when the desk itself acted.

    Raises OutsideTransaction, kernel.canonical.NotCanonical when a value has no
    canonical form, and ValueError when verb, summary, about or the actor's
    municipality are wrong.
    """
    told = Draft(verb, summary, about, facts, content, exchange)
    (entry,) = _append(municipality, [told], by, now)
    return Entry(**entry)


def record_many(
    *, municipality: Municipality, drafts: Sequence[Draft], by: User | None, now: datetime
) -> None:
    """Append the entries in their order, under one lock of the log. Raises what `record` does."""
    _append(municipality, drafts, by, now)


ENTRY = tuple(field.attname for field in Entry._meta.concrete_fields)
REF = ("id", "municipality_id", "entry_id", "seq", "kind", "target")
CONTENT = ("id", "municipality_id", "entry_id", "salt", "body")
Columns = dict[str, Any]


def _append(
    municipality: Municipality, drafts: Sequence[Draft], by: User | None, now: datetime
) -> list[Columns]:
    """The entries as columns; an object of each would cost more than its row."""
    whole = transaction.get_connection().in_atomic_block
    for draft in drafts:
        _check(municipality, draft, by, whole)
    refs: list[tuple[object, ...]] = []
    contents: list[tuple[object, ...]] = []
    with scope(municipality.pk):
        actor = _actor(by)
        head = _locked_head(municipality)
        tree, entries, at = head.tree, [], canonical.instant(now)
        for draft in drafts:
            entry, body, salt = _made(municipality.pk, tree, draft, actor, (now, at))
            owner = municipality.pk, entry["id"]
            refs += [(uuid7(), *owner, entry["seq"], ref.kind, ref.id) for ref in draft.about]
            if body is not None:
                contents.append((uuid7(), *owner, salt, body))
            entries.append(entry)
        insert_values(Entry, ENTRY, [[entry[name] for name in ENTRY] for entry in entries])
        insert_values(EntryRef, REF, refs)
        insert_values(EntryContent, CONTENT, contents)
        head.size = tree.size
        head.peaks = [peak.hex() for peak in tree.peaks]
        update_rows([head], ("size", "peaks"))
    return entries


def _made(
    municipality: UUID,
    tree: CompactRange,
    draft: Draft,
    actor: Mapping[str, str],
    when: tuple[datetime, str],
) -> tuple[Columns, bytes | None, bytes]:
    """One entry's columns, its content and salt; the tree has it as its next leaf.

    when: the moment, and as the log writes it.
    """
    noted, told = _with_exchange(draft.facts, draft.content, draft.exchange)
    body = canonical.dumps(told) if told is not None else None
    salt = new_salt()
    entry: Columns = {
        "id": uuid7(),
        "municipality_id": municipality,
        "seq": tree.size + 1,
        "at": when[0],
        "verb": draft.verb,
        "summary": draft.summary,
        "direction": draft.exchange.direction if draft.exchange else Direction.INTERNAL,
        "actor_id": actor["id"],
        "actor_name": actor["name"],
        "actor_role": actor["role"],
        "content_hash": salted_sha256_hex(salt, body) if body is not None else "",
    }
    entry["canonical"] = _bytes(entry, when[1], draft.about, noted)
    leaf = leaf_hash(entry["canonical"])
    entry["leaf_hash"] = leaf.hex()
    tree.append(leaf)
    return entry, body, salt


def _with_exchange(
    facts: Mapping[str, object] | None,
    content: Mapping[str, object] | None,
    exchange: Exchange | None,
) -> tuple[dict[str, object], dict[str, object] | None]:
    """Channel and status are facts; the parties are content."""
    told = dict(content) if content is not None else None
    noted = dict(facts or {})
    if exchange:
        noted["exchange"] = {"channel": exchange.channel, "status": exchange.status}
        parties = {"from": exchange.sender, "to": exchange.receiver}
        told = {**(told or {}), "parties": parties}
    return noted, told


def record_by_ids(
    *,
    municipality: UUID,
    verb: str,
    summary: str,
    about: Sequence[Ref],
    by: UUID | None,
    now: datetime,
    facts: Mapping[str, str],
    content: Mapping[str, str] | None,
) -> None:
    """`record` for the rooms below the ledger (ports.record.Recorder)."""
    record(
        municipality=Municipality.objects.get(pk=municipality),
        verb=verb,
        summary=summary,
        about=about,
        by=User.objects.get(pk=by) if by else None,
        now=now,
        facts=facts,
        content=content,
    )


def _check(municipality: Municipality, draft: Draft, by: User | None, whole: bool) -> None:
    verb, about = draft.verb, draft.about
    if not whole:
        raise OutsideTransaction(f"{verb}: record inside the transaction of the act")
    if not verb or not draft.summary:
        raise ValueError("an entry has a verb and a summary")
    if not about:
        raise ValueError(f"{verb}: an entry is about at least one object")
    if len(set(about)) != len(about):
        raise ValueError(f"{verb}: the same object is named twice")
    if by is not None and by.municipality_id != municipality.pk:
        raise ValueError(f"{verb}: the actor belongs to another municipality")


def _actor(by: User | None) -> dict[str, str]:
    if by is None:
        return {"id": "", "name": "", "role": ""}
    roles = sorted({grant.role for grant in by.grants.all()})
    return {"id": str(by.pk), "name": by.full_name, "role": ", ".join(roles)}


def _locked_head(municipality: Municipality) -> Head:
    """The head, locked until the caller's transaction ends."""
    found = ask("ledger.head", _heads, municipality.pk)
    if not found:
        Head.objects.bulk_create([Head(municipality=municipality)], ignore_conflicts=True)
        found = ask("ledger.head", _heads, municipality.pk)
    ((key, size, peaks),) = found
    return new_row(Head, id=key, municipality_id=municipality.pk, size=size, peaks=peaks)


def _heads(municipality: UUID) -> QuerySet[Head, Any]:
    heads = Head.objects.select_for_update().filter(municipality_id=municipality)
    return heads.values_list("id", "size", "peaks")


def _bytes(entry: Columns, at: str, about: Sequence[Ref], facts: Mapping[str, object]) -> bytes:
    return canonical.dumps(
        {
            "v": FORMAT,
            "municipality": str(entry["municipality_id"]),
            "seq": entry["seq"],
            "at": at,
            "verb": entry["verb"],
            "summary": entry["summary"],
            "direction": entry["direction"],
            "actor": {
                "id": entry["actor_id"],
                "name": entry["actor_name"],
                "role": entry["actor_role"],
            },
            "about": [[ref.kind, ref.id] for ref in about],
            "facts": facts,
            "content": entry["content_hash"],
        }
    )
