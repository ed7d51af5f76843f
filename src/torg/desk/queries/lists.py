"""The lists that can be filtered, and what of an address is a filter."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.people.models import Place
from torg.people.permissions import Permission

LONGEST = 100


@dataclass(frozen=True, slots=True)
class List:
    """One list. keys: what narrows it; the mark of a page is never among them."""

    name: str | Promise
    page: str
    keys: tuple[str, ...]
    permission: Permission


LISTS = {
    Place.INBOX: List(
        _("Inkorg"),
        "inbox:list_threads",
        ("ko", "kanal", "typ", "sort", "sena"),
        Permission.READ_INBOX,
    ),
    Place.CASES: List(
        _("Ärenden"),
        "moderation:list_cases",
        ("visa", "kanal", "mina", "sena"),
        Permission.SEE_EVIDENCE,
    ),
    Place.CALENDAR: List(
        _("Planering"), "planning:list_posts", ("kanal", "mina"), Permission.VIEW_DESK
    ),
    Place.CHANNELS: List(
        _("Kanaler"),
        "channels:list_channels",
        (
            "natverk",
            "forvaltning",
            "lage",
            "sprak",
            "saknar",
            "vem",
            "omprova",
            "q",
            "sort",
            "kolumn",
        ),
        Permission.VIEW_DESK,
    ),
}


def narrowing(place: Place, query: str) -> str:
    """Of a query string, what filters this list, in one order; "" when nothing does."""
    given = QueryDict(query)
    kept = [(key, value) for key in LISTS[place].keys for value in given.getlist(key)]
    return urlencode([(key, value) for key, value in kept if 0 < len(value) <= LONGEST])


def address(place: Place, query: str) -> str:
    """The list with these filters on."""
    return f"{reverse(LISTS[place].page)}?{query}"
