from datetime import datetime

from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.inbox.actions.know_people import know_people
from torg.inbox.actions.move_thread import bring_back, point_at
from torg.inbox.actions.refresh_clock import refresh_clock
from torg.inbox.models import Direction, Message, RawDelivery, Thread
from torg.kernel.refs import Ref
from torg.ledger.actions import Exchange, record
from torg.ledger.states import Direction as Record
from torg.ports.network import Event

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
    *, channel: Channel, event: Event, known: Message, raw: RawDelivery | None, now: datetime
) -> Message:
    """Store another edition of what a resident wrote, with its ledger entry.

    known: the edition that is current. Runs in the caller's transaction; the caller has seen
    that the edition is new. One that comes late is kept, and is not the current one.
    """
    message = Message(
        municipality_id=channel.municipality_id,
        channel=channel,
        thread=known.thread,
        direction=Direction.IN,
        network_id=event.network_id,
        version=event.version,
        parent_id=event.parent_id,
        person=know_people(channel, [event], now)[event.author.id],
        text=event.text,
        images=list(event.images),
        url=event.url[:500],
        made_available_at=event.made_available_at,
        captured_at=now,
        raw=raw,
    )
    for name in LASTING:
        setattr(message, name, getattr(known, name))
    message.is_current = _order(message) > _order(known)
    if message.is_current:
        Message.objects.filter(pk=known.pk).update(is_current=False)
    message.save(force_insert=True)
    _move_thread(message)
    _tell(channel, message, now)
    return message


def _order(message: Message) -> tuple[datetime, int]:
    version = message.version
    number = int(version) if version.isascii() and version.isdigit() else 0
    return message.made_available_at, number


def _move_thread(message: Message) -> None:
    thread = Thread.objects.select_for_update().get(pk=message.thread_id)
    if message.is_current:
        bring_back(thread)
        point_at(thread, message, edited=True)
    refresh_clock(thread)
    thread.save()


def _tell(channel: Channel, message: Message, now: datetime) -> None:
    person = message.person or message.thread.person
    record(
        municipality=channel.municipality,
        verb="message.edited_upstream",
        summary=_("En ändrad version kom in på %(channel)s.") % {"channel": channel},
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
