"""Rules in force, for every room's tests."""

from datetime import UTC, datetime
from pathlib import Path

from tests.factories.people import make_municipality

from torg.people.models import Municipality
from torg.rules.actions import adopt_pack
from torg.rules.models import PackAdoption

POLICIES = Path(__file__).resolve().parents[2] / "policies"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def make_ruled_municipality(slug: str = "malmo") -> Municipality:
    """A saved municipality with its pack of policies/<slug> in force since January 2026."""
    municipality = make_municipality(slug=slug, name=slug.capitalize())
    adopt(municipality)
    return municipality


def adopt(
    municipality: Municipality, pack: str | None = None, *, now: datetime = LONG_AGO
) -> PackAdoption:
    """Take a pack on disk into force: `pack` names its folder, default the municipality's own.

    To lend a municipality another one's rules, the folder's pack is adopted as it is.
    """
    return adopt_pack(
        municipality=municipality,
        by=None,
        now=now,
        folder=POLICIES / (pack or municipality.slug),
    )
