"""The log, read by programs: what a second verifier needs of each entry."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from torg.ledger import queries
from torg.ledger.models import Entry
from torg.ledger.queries import EntryFilter

HIGHEST = 2**63 - 1

router = Router(tags=["Logg"])


class EntryOut(Schema):
    """One act. leaf_hash: RFC 9162 leaf over `canonical`; content_hash: salted, of its text."""

    id: UUID
    seq: int
    at: datetime
    verb: str
    summary: str
    direction: str
    content_hash: str
    leaf_hash: str
    canonical: str
    facts: dict[str, Any]

    @staticmethod
    def resolve_canonical(entry: Entry) -> str:
        """The hashed JSON itself."""
        return bytes(entry.canonical).decode()


class EntryPage(Schema):
    """The newest first. older: `before` of the next page, null on the last."""

    entries: list[EntryOut]
    older: int | None


class Which(Schema):
    """before: entries under this number."""

    before: int | None = Field(None, ge=1, le=HIGHEST)


@router.get("/ledger/entries", response=EntryPage, summary="Loggens poster")
def list_entries(request: HttpRequest, which: Query[Which]) -> object:
    """A page of the log; empty for who may not read it."""
    return queries.entries(request.user, EntryFilter(), before=which.before)  # type: ignore[arg-type]


@router.get("/ledger/entries/{int:seq}", response=EntryOut, summary="En loggpost")
def get_entry(request: HttpRequest, seq: int) -> object:
    """One entry by its number."""
    found = queries.entry(request.user, seq) if seq <= HIGHEST else None  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return found
