"""What a list of channels is narrowed by, out of an address: for residents and the desk."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from django.db.models import Q, QuerySet

from torg.channels.models import Channel, ChannelKind


class Common(Protocol):
    """What every list can be narrowed by; "" is all. network: a key, or "web"."""

    @property
    def network(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def text(self) -> str: ...


def common_of(given: Mapping[str, str]) -> dict[str, str]:
    """network, status, language and text out of an address, cut to what they may hold."""
    return {
        "network": given.get("natverk", "")[:20],
        "status": given.get("lage", "")[:20],
        "language": given.get("sprak", "")[:10],
        "text": given.get("q", "").replace("\0", "").strip()[:100],
    }


def common_pairs(chosen: Common) -> list[tuple[str, str]]:
    """The same as an address tells them, but for the status."""
    return [("natverk", chosen.network), ("sprak", chosen.language), ("q", chosen.text)]


def narrowed(rows: QuerySet[Channel], chosen: Common, searched: Sequence[str]) -> QuerySet[Channel]:
    """Those of the network and language, with every word in one of the searched fields."""
    if chosen.network == "web":
        rows = rows.filter(kind=ChannelKind.OWN_SITE)
    elif chosen.network:
        rows = rows.filter(network=chosen.network, kind=ChannelKind.ACCOUNT)
    if chosen.language:
        rows = rows.filter(language=chosen.language)
    for word in chosen.text.split()[:5]:
        found = Q()
        for field in searched:
            found |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(found)
    return rows
