"""A row whose bytes and columns differ, read again value by value, to say what is wrong."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.utils.translation import gettext as _

from torg.ledger.models import Entry, EntryRef
from torg.ledger.queries.verification.report import Problem, ProblemKind

_COLUMNS = (
    "seq",
    "at",
    "verb",
    "summary",
    "direction",
    "actor_id",
    "actor_name",
    "actor_role",
    "content_hash",
    "municipality_id",
)


def told_wrong(municipality: UUID, seq: int, data: bytes) -> Iterator[Problem]:
    """What differs between the hashed bytes and the table; nothing when only the writing does."""
    try:
        hashed, about = _hashed(data)
    except (ValueError, KeyError, TypeError, AttributeError):
        message = _("Post %(seq)d: det som kontrollsumman gäller går inte att läsa.")
        yield Problem(ProblemKind.COLUMNS, seq, message % {"seq": seq})
        return
    wrong = _wrong_columns(municipality, seq, hashed)
    if wrong:
        message = _(
            "Post %(seq)d: tabellen säger annat än det som kontrollsumman gäller (%(what)s)."
        )
        told = message % {"seq": seq, "what": ", ".join(wrong)}
        yield Problem(ProblemKind.COLUMNS, seq, told)
    if about != _refs(municipality, seq):
        message = _("Post %(seq)d: kopplingarna till det som posten handlar om har ändrats.")
        yield Problem(ProblemKind.REFS, seq, message % {"seq": seq})


def _hashed(data: bytes) -> tuple[tuple[Any, ...], list[tuple[str, str]]]:
    told = json.loads(data)
    actor = told["actor"]
    values = (
        told["seq"],
        datetime.fromisoformat(told["at"]),
        told["verb"],
        told["summary"],
        told["direction"],
        actor["id"],
        actor["name"],
        actor["role"],
        told["content"],
        UUID(told["municipality"]),
    )
    return values, sorted((kind, target) for kind, target in told["about"])


def _wrong_columns(municipality: UUID, seq: int, hashed: tuple[Any, ...]) -> list[str]:
    """Names of the columns that say something else; each is read by itself, since a damaged
    letter makes the database refuse its column."""
    row = Entry.objects.filter(municipality_id=municipality, seq=seq)
    wrong = []
    for name, value in zip(_COLUMNS, hashed, strict=True):
        try:
            stands = row.values_list(name, flat=True).get()
        except (DatabaseError, ValueError):
            stands = None
        if stands != value:
            wrong.append(name)
    return wrong


def _refs(municipality: UUID, seq: int) -> list[tuple[str, str]] | None:
    rows = EntryRef.objects.filter(entry__municipality_id=municipality, entry__seq=seq)
    try:
        found = list(rows.values_list("municipality_id", "seq", "kind", "target"))
    except (DatabaseError, ValueError):
        return None
    # A reference filed under another number would show in the wrong place of a timeline.
    return sorted(
        (kind, target) if (owner, own) == (municipality, seq) else ("", "")
        for owner, own, kind, target in found
    )
