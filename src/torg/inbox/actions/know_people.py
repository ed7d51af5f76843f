from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from torg.channels.models import Channel
from torg.inbox.models import Person
from torg.people.models.prepared import ask_objects, filled
from torg.people.models.rows import insert_rows, new_row, update_rows
from torg.ports.network import Event


def know_people(channel: Channel, events: Sequence[Event], now: datetime) -> dict[str, Person]:
    """Who wrote, by the network's id, new ones stored; names are the latest seen."""
    ids = filled({event.author.id for event in events})
    people = {p.author_id: p for p in ask_objects("inbox.people", _known, channel.pk, *ids)}
    strangers, renamed = [], {}
    for author in (event.author for event in events):
        handle, name = author.handle[:200], author.name[:200]
        if author.id not in people:
            people[author.id] = new_row(
                Person, municipality_id=channel.municipality_id, channel_id=channel.pk,
                author_id=author.id, handle=handle, name=name, first_seen_at=now,
            )  # fmt: skip
            strangers.append(people[author.id])
        person = people[author.id]
        if (person.handle, person.name) != (handle, name):
            person.handle, person.name = handle, name
            renamed[author.id] = person
    insert_rows(strangers)
    update_rows(list(renamed.values()), ("handle", "name"))
    return people


def _known(channel: UUID, *ids: str) -> QuerySet[Person]:
    return Person.objects.filter(channel_id=channel, author_id__in=ids)
