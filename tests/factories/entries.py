"""Entries of the ledger, for tests that need some to stand there."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from torg.kernel.refs import Ref
from torg.ledger.actions import Exchange, record
from torg.ledger.models import Entry
from torg.people.models import Municipality, User

POST = Ref("planning.post", "17")


def make_entry(
    municipality: Municipality,
    now: datetime,
    *,
    verb: str = "planning.post_approved",
    summary: str = "Inlägget godkändes.",
    about: Sequence[Ref] = (POST,),
    by: User | None = None,
    facts: Mapping[str, object] | None = None,
    content: Mapping[str, object] | None = None,
    exchange: Exchange | None = None,
) -> Entry:
    """An entry, recorded in a transaction of its own."""
    with transaction.atomic():
        return record(
            municipality=municipality,
            verb=verb,
            summary=summary,
            about=about,
            by=by,
            now=now,
            facts=facts,
            content=content,
            exchange=exchange,
        )
