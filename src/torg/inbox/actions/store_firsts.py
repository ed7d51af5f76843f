"""Store what residents wrote for the first time: many at once, one statement for each table."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.inbox.actions.guess_kind import guess_kind
from torg.inbox.actions.know_people import know_people
from torg.inbox.actions.move_thread import BACK_FIELDS, WORD_FIELDS, bring_back, point_at
from torg.inbox.actions.promise import promise
from torg.inbox.actions.refresh_clock import (
    CLOCK_FIELDS,
    oldest_unanswered,
    point_clock,
    stays,
    waits_longer,
)
from torg.inbox.models import (
    Direction,
    Message,
    MessageKind,
    Person,
    RawDelivery,
    Thread,
    ThreadKind,
)
from torg.inbox.queries import route_of
from torg.inbox.queries.arrivals import OurPost
from torg.kernel.refs import Ref
from torg.ledger.actions import Draft, Exchange, record_many
from torg.ledger.states import Direction as Record
from torg.people.models.prepared import ask_objects, filled
from torg.people.models.rows import insert_rows, new_row, update_rows
from torg.ports.network import Event

# Of a thread that goes on; the rest is fetched if it is asked for.
LOOKED_AT = ("root_id", "person_id", "state", "latest_id", "latest_at", *CLOCK_FIELDS)


# The first guess at what each message is about, by its id at the network.
Kinds = dict[str, MessageKind]


def store_firsts(
    *,
    channel: Channel,
    told: Sequence[tuple[Event, RawDelivery | None]],
    posts: Mapping[str, OurPost],
    now: datetime,
) -> None:
    """Store first editions, with people, threads, promises and ledger entries, in their order.

    posts: those of ours that they may be written under (queries.arrivals.our_posts).
    Runs in the caller's transaction; the caller has locked the channel's connection and seen
    that none of them is known and no id comes twice.
    """
    if not told:
        return
    events = [event for event, _ in told]
    kinds = {event.network_id: guess_kind(event.text) for event in events}
    people = know_people(channel, events, now)
    threads = _threads(channel, events, people, kinds, posts, now)
    messages = [
        _message(channel, threads[_root(event), event.author.id], event, raw, kinds, now)
        for event, raw in told
    ]
    promise(messages, channel)
    _place(list(threads.values()), messages)
    _tell(channel, messages, now)


def _message(
    channel: Channel,
    thread: Thread,
    event: Event,
    raw: RawDelivery | None,
    kinds: Kinds,
    now: datetime,
) -> Message:
    message = new_row(
        Message,
        municipality_id=channel.municipality_id,
        channel_id=channel.pk,
        thread_id=thread.pk,
        direction=Direction.IN,
        network_id=event.network_id,
        version=event.version,
        parent_id=event.parent_id,
        person_id=thread.person_id,
        text=event.text,
        images=list(event.images),
        url=event.url[:500],
        made_available_at=event.made_available_at,
        captured_at=now,
        raw_id=raw.pk if raw else None,
        kind=kinds[event.network_id],
    )
    Message.thread.field.set_cached_value(message, thread)
    return message


def _root(event: Event) -> str:
    return event.root_id or event.network_id


def _threads(
    channel: Channel,
    events: Sequence[Event],
    people: dict[str, Person],
    kinds: Kinds,
    posts: Mapping[str, OurPost],
    now: datetime,
) -> dict[tuple[str, str], Thread]:
    """The conversation of each event, by root and author; those that stand are locked."""
    roots = {_root(event) for event in events}
    names = {person.pk: person for person in people.values()}
    asked: list[UUID | str] = [channel.pk, *filled(roots), *filled(names)]
    threads = {
        (thread.root_id, names[thread.person_id].author_id): thread
        for thread in ask_objects("inbox.threads", _standing, *asked)
    }
    for event in events:
        key = _root(event), event.author.id
        if key not in threads:
            post, kind = posts.get(event.root_id), kinds[event.network_id]
            threads[key] = _opened(channel, event, kind, people[event.author.id], post, now)
        Thread.person.field.set_cached_value(threads[key], people[event.author.id])
    return threads


def _standing(channel: UUID, *asked: str | UUID) -> QuerySet[Thread]:
    """Conversations under the roots, which are words, by the people, who are ids."""
    roots = [one for one in asked if isinstance(one, str)]
    people = [one for one in asked if isinstance(one, UUID)]
    standing = Thread.objects.select_for_update().filter(
        channel_id=channel, root_id__in=roots, person_id__in=people
    )
    return standing.only(*LOOKED_AT).order_by("pk")


def _opened(
    channel: Channel,
    event: Event,
    about: MessageKind,
    person: Person,
    post: OurPost | None,
    now: datetime,
) -> Thread:
    kind = ThreadKind(event.kind.value)
    thread = new_row(
        Thread,
        municipality_id=channel.municipality_id,
        channel_id=channel.pk,
        root_id=_root(event),
        person_id=person.pk,
        kind=kind,
        route=route_of(channel, kind, about, event.made_available_at),
        root_version=event.root_version,
        publication_id=post.key if post else None,
        latest_at=event.made_available_at,
        started_at=now,
        department_id=channel.department_id,
        order_at=event.made_available_at,
    )
    if post is not None:
        _name_answerer(thread, post)
    return thread


def _name_answerer(thread: Thread, post: OurPost) -> None:
    """Whoever had it published answers for it, for as long as the rules said (M1-19, M1-43)."""
    ends = post.published_at + timedelta(hours=post.answer_hours)
    if not post.is_active or thread.latest_at >= ends:
        return
    thread.answerer_id = post.answerer
    thread.department_id = post.department or thread.department_id
    thread.others_told_at = ends


def _tell_others(thread: Thread) -> None:
    """The others are told when half of the promised time is left, so that nothing is late."""
    if thread.others_told_at is None or thread.due_at is None:
        return
    half = thread.latest_at + (thread.due_at - thread.latest_at) / 2
    thread.others_told_at = min(thread.others_told_at, half)


def _place(threads: Sequence[Thread], messages: Sequence[Message]) -> None:
    """Save messages and threads, each thread pointing at its newest word and oldest question."""
    opened = [thread for thread in threads if thread.latest_id is None]
    continued = [thread for thread in threads if thread.latest_id is not None]
    back = {message.thread_id for message in messages if bring_back(message.thread)}
    unclear = {m.thread_id for m in messages if m.thread_id in back or not stays(m.thread, m)}
    oldest: dict[UUID, Message] = {}
    for message in messages:
        point_at(message.thread, message)
        if waits_longer(message, oldest.get(message.thread_id)):
            oldest[message.thread_id] = message
    for thread in opened:
        point_clock(thread, oldest[thread.pk])
        _tell_others(thread)
    insert_rows(opened)
    insert_rows(messages)
    _continue([thread for thread in continued if thread.pk in unclear])
    update_rows([t for t in continued if t.pk not in back | unclear], ("latest", "latest_at"))
    update_rows([t for t in continued if t.pk in unclear - back], WORD_FIELDS)
    update_rows([t for t in continued if t.pk in back], BACK_FIELDS)


def _continue(threads: Sequence[Thread]) -> None:
    """Set the clocks of threads that stood before, now that the messages are stored."""
    if threads:
        waiting = oldest_unanswered([thread.pk for thread in threads])
        for thread in threads:
            point_clock(thread, waiting.get(thread.pk))


def _tell(channel: Channel, messages: Sequence[Message], now: datetime) -> None:
    receiver = str(channel)
    summary = _("Ett meddelande kom in på %(channel)s.") % {"channel": receiver}
    drafts = [
        Draft(
            verb="message.received",
            summary=summary,
            about=[
                Ref("inbox.thread", str(message.thread_id)),
                Ref("inbox.message", str(message.pk)),
            ],
            facts={
                "network_id": message.network_id,
                "version": message.version,
                "rule": message.rule_id,
                "pack": message.pack_digest,
            },
            content={"text": message.text},
            exchange=Exchange(
                direction=Record.RECEIVED,
                channel=channel.network,
                status="received",
                sender=message.thread.person.shown_name,
                receiver=receiver,
            ),
        )
        for message in messages
    ]
    record_many(municipality=channel.municipality, drafts=drafts, by=None, now=now)
