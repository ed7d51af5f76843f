"""Writes what this room does into the ledger, which lies above it."""

from collections.abc import Mapping
from datetime import datetime

from torg.kernel.refs import Ref
from torg.people.models import Department, OrganisationImport, User
from torg.ports.record import recorder


def record(
    *,
    verb: str,
    summary: str,
    about: User | Department | OrganisationImport,
    by: User | None,
    now: datetime,
    facts: Mapping[str, str],
    content: Mapping[str, str] | None = None,
    besides: User | None = None,
) -> None:
    """One entry in the municipality of what it is about, and of whom else it concerns.

    summary and facts are kept for ever and name nobody; names go in content. by: None when
    whoever holds the machine did it.
    """
    recorder()(
        municipality=about.municipality_id,
        verb=verb,
        summary=summary,
        about=[_ref(one) for one in (about, besides) if one is not None],
        by=by.pk if by else None,
        now=now,
        facts=facts,
        content=content,
    )


def _ref(about: User | Department | OrganisationImport) -> Ref:
    return Ref(about._meta.label_lower, str(about.pk))
