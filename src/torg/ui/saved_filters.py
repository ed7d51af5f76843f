"""A list's saved filters as a row of links with capped counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl

from django.db.models import QuerySet, Value
from django.http import QueryDict

MOST_COUNTED = 50


class Saved(Protocol):
    """What the room keeps (people.models.SavedFilter)."""

    @property
    def name(self) -> str:
        """As its owner called it."""

    @property
    def query(self) -> str:
        """What it narrows by, as a query string."""


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
    rows: Callable[[QueryDict], QuerySet[Any]] | None = None,
) -> list[FilterChip]:
    """page: the list's address. shown: what its address says now. rows: what stands under a
    filter; counted for all of them in one question to the database, to MOST_COUNTED + 1."""
    saved = list(saved)
    now = {(key, value) for key, values in shown.lists() for value in values}
    counts = _counted([rows(QueryDict(one.query)) for one in saved]) if rows else {}
    return [
        FilterChip(
            name=one.name,
            url=f"{page}?{one.query}",
            current=set(parse_qsl(one.query)) <= now,
            count=counts.get(number, 0) if rows else None,
            shared=str(getattr(one, "department", None) or ""),
        )
        for number, one in enumerate(saved)
    ]


def _counted(sets: Sequence[QuerySet[Any]]) -> dict[int, int]:
    """How many rows each has, by its number; those without any are left out."""
    numbered = [
        each.model.objects.order_by()
        .filter(pk__in=each.select_related(None).order_by().values("pk")[: MOST_COUNTED + 1])
        .values_list(Value(number), flat=True)
        for number, each in enumerate(sets)
    ]
    return Counter(numbered[0].union(*numbered[1:], all=True)) if numbered else {}
