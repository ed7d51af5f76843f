"""A list's saved filters as a row of links with capped counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl

from django.http import QueryDict

MOST_COUNTED = 50


class Saved(Protocol):
    """What the room keeps (people.models.SavedFilter)."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class FilterChip:
    """One saved filter. count: of what it shows, one more than the most when there are more;
    None where nothing is counted. shared: whose department shares it, "" for the own."""

    name: str
    url: str
    current: bool
    count: int | None = None
    shared: str = ""


def chips(
    saved: Iterable[Saved],
    page: str,
    shown: QueryDict,
    count: Callable[[QueryDict], int] | None = None,
) -> list[FilterChip]:
    """page: the list's address. shown: what its address says now. count: rows under a filter,
    which need not count past MOST_COUNTED + 1."""
    now = set(shown.items())
    return [
        FilterChip(
            name=one.name,
            url=f"{page}?{one.query}",
            current=set(parse_qsl(one.query)) <= now,
            count=count(QueryDict(one.query)) if count else None,
            shared=str(getattr(one, "department", None) or ""),
        )
        for one in saved
    ]
