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


def malmo_edition(folder: Path, *, version: str = "2026.1", per_day: int = 1, **head: str) -> Path:
    """Malmö's pack in a folder, where the main accounts' day and its verdict may be changed.

    per_day: posts that may be booked; `head`: more keys of its first document, as TOML.
    """
    made = folder / "malmo"
    made.mkdir(parents=True, exist_ok=True)
    text = (POLICIES / "malmo" / "pack.toml").read_text(encoding="utf-8")
    text = text.replace('version = "2026.1"', f'version = "{version}"', 1)
    if "adjustable" not in text.split(f'id = "{DAY_BOOKING}"', 1)[1].split("[[rule")[0]:
        text = text.replace(
            f'id = "{DAY_BOOKING}"',
            f'id = "{DAY_BOOKING}"\nadjustable = ["max_per_day", "verdict"]',
            1,
        )
    if per_day != 1:
        text = text.replace("max_per_day = 1", f"max_per_day = {per_day}").replace(
            'posts_by_day = { "2026-09-08" = 1 }',
            f'posts_by_day = {{ "2026-09-08" = {per_day} }}',
            1,
        )
    more = "".join(f"{key} = {value}\n" for key, value in head.items())
    text = text.replace('key = "huvudkonton"\n', f'key = "huvudkonton"\n{more}', 1)
    (made / "pack.toml").write_text(text, encoding="utf-8")
    return made


DAY_BOOKING = "malmo.main.day-booking"
