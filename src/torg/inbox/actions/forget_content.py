"""Delete words and pictures that may not be kept: a copy alone can be a crime (BrB 16:10 a)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from torg.inbox.actions.pack_events import pack_page, unpack_page
from torg.inbox.actions.tell import tell
from torg.inbox.models import EarlyEvent, Message, RawDelivery, Source
from torg.kernel.refs import Ref
from torg.ledger.actions import dispose_content
from torg.ledger.queries import entries_with_content
from torg.people.models import User


def forget_content(*, message: Message, decision: str, by: User, now: datetime) -> Message:
    """Empty every edition of it, the deliveries that it came in and the texts in the log.

    Who wrote, where, when and the digests stay, and every proof stays whole. decision: what
    the ledger gives as its ground. Permission is the caller's to check, and the caller has
    sealed what identifies the content. There is no way back. Twice changes nothing more.
    """
    editions = Message.objects.filter(channel_id=message.channel_id, network_id=message.network_id)
    with transaction.atomic():
        _empty_deliveries(editions, message.network_id)
        about = [Ref("inbox.message", str(pk)) for pk in editions.values_list("pk", flat=True)]
        for entry in entries_with_content(*about):
            dispose_content(entry=entry, decision=decision, by=by, now=now)
        EarlyEvent.objects.filter(
            channel_id=message.channel_id, network_id=message.network_id
        ).delete()
        editions.filter(content_forgotten_at__isnull=True).update(
            text="", images=[], content_forgotten_at=now
        )
        tell(
            message.thread,
            "message.content_forgotten",
            _("Raderade innehåll som inte får sparas; bara var, när och vem står kvar."),
            also=about,
            by=by,
            now=now,
        )
    message.refresh_from_db()
    return message


def _empty_deliveries(editions: QuerySet[Message], network_id: str) -> None:
    """A polled page keeps its other events; of a webhook nothing can be told apart."""
    for raw in RawDelivery.objects.filter(pk__in=editions.values("raw_id")):
        raw.body = _without(bytes(raw.body), network_id) if raw.source == Source.POLL else b""
        raw.save(update_fields=["body"])


def _without(body: bytes, network_id: str) -> bytes:
    return pack_page(event for event in unpack_page(body) if event.network_id != network_id)
