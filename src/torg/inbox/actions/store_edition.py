from datetime import datetime

from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.delivery.models import Publication
from torg.inbox.actions.guess_kind import guess_kind
from torg.inbox.actions.promise import promise
from torg.inbox.actions.refresh_clock import refresh_clock
from torg.inbox.models import (
    Direction,
    Message,
    Person,
    RawDelivery,
    Route,
    Thread,
    ThreadKind,
)
from torg.inbox.states import ThreadState, move
from torg.kernel.refs import Ref
from torg.ledger.actions import Exchange, record
from torg.ledger.states import Direction as Record
from torg.ports.network import Event

RETURNS = frozenset({ThreadState.DONE, ThreadState.WAITING})
# What an edition has from the first one: an edit changes neither the promise nor the answer.
LASTING = (
    "kind",
    "kind_is_guess",
    "due_at",
    "target_at",
    "deadline",
    "rule_id",
    "pack_digest",
    "answered_at",
    "answered_by",
    "deleted_upstream_at",
    "hidden_at",
    "removed_at",
)


def store_edition(
    *, channel: Channel, event: Event, raw: RawDelivery | None, now: datetime
) -> Message:
    """Store one edition of what a resident wrote, with thread, promise and ledger entry.

    Runs in the caller's transaction; the caller has seen that the edition is new.
    """
    known = (
        Message.objects.filter(channel=channel, network_id=event.network_id)
        .select_related("thread")
        .order_by("-is_current", "-made_available_at")
        .first()
    )
    person = _person(channel, event, now)
    thread = known.thread if known else _thread(channel, event, person, now)
    message = _message(channel, thread, person, event, raw, now)
    if known:
        for name in LASTING:
            setattr(message, name, getattr(known, name))
        message.is_current = _order(event) > (known.made_available_at, _number(known.version))
        if message.is_current:
            Message.objects.filter(pk=known.pk).update(is_current=False)
    else:
        promise(message, channel)
    message.save(force_insert=True)
    _move_thread(message, edited=known is not None)
    _tell(channel, message, person, now, edited=known is not None)
    return message


def _person(channel: Channel, event: Event, now: datetime) -> Person:
    names = {"handle": event.author.handle[:200], "name": event.author.name[:200]}
    person, created = Person.objects.get_or_create(
        channel=channel,
        author_id=event.author.id,
        defaults={"municipality_id": channel.municipality_id, "first_seen_at": now, **names},
    )
    if not created and (person.handle, person.name) != (names["handle"], names["name"]):
        person.handle, person.name = names["handle"], names["name"]
        person.save(update_fields=["handle", "name"])
    return person


def _thread(channel: Channel, event: Event, person: Person, now: datetime) -> Thread:
    kind = ThreadKind(event.kind.value)
    thread, _created = Thread.objects.get_or_create(
        channel=channel,
        root_id=event.root_id or event.network_id,
        person=person,
        defaults={
            "municipality_id": channel.municipality_id,
            "kind": kind,
            # M1-25 and M1-26: direct messages to the contact centre, the rest to communicators.
            "route": Route.CONTACT_CENTRE if kind == ThreadKind.MESSAGE else Route.COMMUNICATORS,
            "root_version": event.root_version,
            "publication": Publication.objects.filter(
                channel=channel, network_id=event.root_id
            ).first(),
            "latest_at": event.made_available_at,
            "started_at": now,
            "department_id": channel.department_id,
            "order_at": event.made_available_at,
        },
    )
    return thread


def _message(
    channel: Channel,
    thread: Thread,
    person: Person,
    event: Event,
    raw: RawDelivery | None,
    now: datetime,
) -> Message:
    return Message(
        municipality_id=channel.municipality_id,
        channel=channel,
        thread=thread,
        direction=Direction.IN,
        network_id=event.network_id,
        version=event.version,
        parent_id=event.parent_id,
        person=person,
        text=event.text,
        images=list(event.images),
        url=event.url[:500],
        made_available_at=event.made_available_at,
        captured_at=now,
        raw=raw,
        kind=guess_kind(event.text),
    )


def _order(event: Event) -> tuple[datetime, int]:
    return event.made_available_at, _number(event.version)


def _number(version: str) -> int:
    return int(version) if version.isascii() and version.isdigit() else 0


def _move_thread(message: Message, *, edited: bool) -> None:
    """A new word, or a change of one, brings a finished or waiting thread back to new."""
    thread = Thread.objects.select_for_update().get(pk=message.thread_id)
    if message.is_current and ThreadState(thread.state) in RETURNS:
        thread.state = move(ThreadState(thread.state), ThreadState.NEW)
        thread.assigned_to = None
        thread.claimed_at = None
        thread.outcome = ""
        thread.repeat_of = None
        thread.done_at = None
        thread.done_by = None
    newest = message.made_available_at >= thread.latest_at
    if message.is_current and (newest or thread.latest_id is None or edited):
        thread.latest = message
        thread.latest_at = max(thread.latest_at, message.made_available_at)
    refresh_clock(thread)
    thread.save()


def _tell(
    channel: Channel, message: Message, person: Person, now: datetime, *, edited: bool
) -> None:
    record(
        municipality=channel.municipality,
        verb="message.edited_upstream" if edited else "message.received",
        summary=(
            _("En ändrad version kom in på %(channel)s.")
            if edited
            else _("Ett meddelande kom in på %(channel)s.")
        )
        % {"channel": channel},
        about=[
            Ref("inbox.thread", str(message.thread_id)),
            Ref("inbox.message", str(message.pk)),
        ],
        by=None,
        now=now,
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
            sender=person.shown_name,
            receiver=str(channel),
        ),
    )
