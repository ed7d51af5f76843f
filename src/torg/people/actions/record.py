"""Writes what this room does into the ledger, which lies above it."""

from collections.abc import Mapping
from datetime import datetime

from torg.kernel.refs import Ref
from torg.people.models import Department, User
from torg.ports.record import recorder


def record(
    *,
    verb: str,
    summary: str,
    about: User | Department,
    by: User,
    now: datetime,
    facts: Mapping[str, str],
    content: Mapping[str, str] | None = None,
) -> None:
    """One entry in the municipality of what it is about.

    summary and facts are kept for ever and name nobody; names go in content.
    """
    kind = "people.user" if isinstance(about, User) else "people.department"
    recorder()(
        municipality=about.municipality_id,
        verb=verb,
        summary=summary,
        about=[Ref(kind, str(about.pk))],
        by=by.pk,
        now=now,
        facts=facts,
        content=content,
    )
