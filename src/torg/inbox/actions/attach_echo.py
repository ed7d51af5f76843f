from datetime import datetime

from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.delivery.models import Publication
from torg.delivery.queries import is_ours
from torg.inbox.actions.keep_early import keep_early
from torg.inbox.actions.refresh_clock import CLOCK_FIELDS, refresh_clock
from torg.inbox.models import Answer, Direction, Message, RawDelivery, Reply, Thread, ThreadKind
from torg.kernel.refs import Ref
from torg.ledger.actions import Exchange, record
from torg.ledger.states import Direction as Record
from torg.ports.network import Event, EventKind


def attach_echo(
    *, channel: Channel, event: Event, raw: RawDelivery | None, now: datetime
) -> Message | None:
    """Put what our own account wrote into the conversation it belongs to (RELIABILITY I2).

    Never new work and never a deadline. What was written past Torg, straight on the network,
    answers the resident all the same. None: it belongs to no thread (our own post), or its
    thread has not arrived yet and it waits.
    """
    thread = _thread_of(channel, event)
    if thread is None:
        awaits = event.root_id if event.kind is EventKind.MESSAGE else event.parent_id
        if awaits and awaits != event.network_id and not is_ours(channel, awaits):
            keep_early(channel=channel, event=event, awaits=awaits, now=now)
        return None
    Message.objects.filter(channel=channel, network_id=event.network_id, is_current=True).update(
        is_current=False
    )
    message: Message = Message.objects.create(
        municipality_id=channel.municipality_id,
        channel=channel,
        thread=thread,
        direction=Direction.OUT,
        network_id=event.network_id,
        version=event.version,
        parent_id=event.parent_id,
        text=event.text,
        images=list(event.images),
        url=event.url[:500],
        made_available_at=event.made_available_at,
        captured_at=now,
        raw=raw,
        reply=_reply_of(channel, event),
    )
    if message.reply is None:
        _answered_outside(thread, message, now)
    return message


def _thread_of(channel: Channel, event: Event) -> Thread | None:
    if event.kind is EventKind.MESSAGE:
        return Thread.objects.filter(
            channel=channel, root_id=event.root_id, kind=ThreadKind.MESSAGE
        ).first()
    answered = (
        Message.objects.filter(channel=channel, network_id__in=(event.parent_id, event.network_id))
        .select_related("thread")
        .first()
    )
    return answered.thread if answered else None


def _reply_of(channel: Channel, event: Event) -> Reply | None:
    publication = (
        Publication.objects.filter(channel=channel, network_id=event.network_id)
        .select_related("act")
        .first()
    )
    if publication is None or publication.act.origin_kind != "inbox.reply":
        return None
    return Reply.objects.filter(pk=publication.act.origin_id).first()


def _answered_outside(thread: Thread, message: Message, now: datetime) -> None:
    thread.messages.filter(
        direction=Direction.IN,
        answered_at__isnull=True,
        made_available_at__lte=message.made_available_at,
    ).update(answered_at=message.made_available_at, answered_by=Answer.OUTSIDE)
    refresh_clock(thread)
    thread.save(update_fields=CLOCK_FIELDS)
    record(
        municipality=thread.municipality,
        verb="message.sent_outside",
        summary=_("Vårt konto svarade direkt på %(channel)s.") % {"channel": thread.channel},
        about=[Ref("inbox.thread", str(thread.pk)), Ref("inbox.message", str(message.pk))],
        by=None,
        now=now,
        facts={"network_id": message.network_id},
        content={"text": message.text},
        exchange=Exchange(
            direction=Record.DRAWN_UP,
            channel=thread.channel.network,
            status="live",
            sender=str(thread.channel),
            receiver=thread.person.shown_name,
        ),
    )
