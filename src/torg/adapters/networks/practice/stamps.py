"""Times as the practice network writes them: they sort as text."""

from datetime import UTC, datetime
from typing import NewType

Stamp = NewType("Stamp", str)


def stamp(moment: datetime) -> Stamp:
    """An aware time as ISO 8601 in UTC with microseconds and Z."""
    return Stamp(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


def moment(text: str) -> datetime:
    """The time again. Raises ValueError for text without a zone or of another form."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without a zone")
    return found.astimezone(UTC)
