"""What stands already of the objects that a payload tells of: a look for each table."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, QuerySet, Value

from torg.delivery.models import Publication
from torg.inbox.models import EarlyEvent, Message
from torg.people.models.prepared import ask, filled


class OurPost(NamedTuple):
    """Something of ours on the network, and who answers questions about it for so many hours."""

    key: UUID
    published_at: datetime
    department: UUID | None
    answerer: UUID | None
    is_active: bool | None
    answer_hours: int


class Stands(NamedTuple):
    """editions: network id and version of messages. awaited: what early events wait for."""

    editions: set[tuple[str, str]]
    awaited: set[str]


def stands(channel_id: UUID, ids: Collection[str]) -> Stands:
    """What the inbox has of these ids at the network."""
    asked = _named(ids)
    if not asked:
        return Stands(set(), set())
    found = ask("inbox.stands", _stands, channel_id, *filled(asked))
    return Stands(
        {(network_id, version) for network_id, version in found if version is not None},
        {network_id for network_id, version in found if version is None},
    )


def _stands(channel: UUID, *ids: str) -> QuerySet[Any, Any]:
    editions = Message.objects.filter(channel_id=channel, network_id__in=ids)
    early = EarlyEvent.objects.filter(channel_id=channel, awaits__in=ids)
    none = early.annotate(none=Value(None, CharField())).values_list("awaits", "none")
    # One question for both: nothing waits nearly always.
    whole: QuerySet[Any, Any] = editions.order_by().values_list("network_id", "version")
    return whole.union(none.order_by(), all=True)


def our_posts(channel_id: UUID, ids: Collection[str]) -> dict[str, OurPost]:
    """What we put on the channel, of these ids at the network."""
    asked = _named(ids)
    if not asked:
        return {}
    found = ask("inbox.posts", _published, channel_id, *filled(asked))
    return {network_id: OurPost(*columns) for network_id, *columns in found}


def _published(channel: UUID, *ids: str) -> QuerySet[Publication, Any]:
    ours = Publication.objects.filter(channel_id=channel, network_id__in=ids)
    return ours.values_list(
        "network_id", "pk", "published_at", "act__department_id", "act__answerer_id",
        "act__answerer__is_active", "act__answer_hours",
    )  # fmt: skip


def _named(ids: Collection[str]) -> set[str]:
    """Without the empty one, which much that never came to a network has."""
    return set(ids) - {""}
