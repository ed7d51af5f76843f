"""Keep what arrived, before anything is made of it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from torg.channels.models import Channel
from torg.inbox.actions.pack_events import pack_page
from torg.inbox.models import RawDelivery, Source, SyncState
from torg.kernel.digests import sha256_hex
from torg.ports.network import Batch


def store_webhook(*, channel: Channel, body: bytes, now: datetime) -> RawDelivery | None:
    """Store a genuine webhook payload; None when these very bytes came before (RELIABILITY I9).

    The caller has checked the signature. When this returns, the payload is committed or
    stands in the caller's transaction: only then may the network be answered 200.
    """
    try:
        with transaction.atomic():
            return _stored(channel, Source.WEBHOOK, body, now)
    except IntegrityError:
        return None


def store_page(*, state: SyncState, batch: Batch, now: datetime) -> bool:
    """Store a polled page and move the cursor past it, both or neither.

    False when another worker moved the cursor meanwhile: nothing is stored twice then.
    """
    with transaction.atomic():
        moved = SyncState.objects.filter(pk=state.pk, cursor=state.cursor).update(
            cursor=batch.cursor,
            last_ok_at=now,
            tries=0,
            failure="",
            failing_since=None,
            not_before=None,
        )
        if moved and batch.events:
            _stored(state.channel, Source.POLL, pack_page(batch.events), now)
    if moved:
        state.cursor = batch.cursor
    return bool(moved)


def _stored(channel: Channel, source: Source, body: bytes, now: datetime) -> RawDelivery:
    raw: RawDelivery = RawDelivery.objects.create(
        municipality_id=channel.municipality_id,
        channel=channel,
        source=source,
        received_at=now,
        body=body,
        digest=sha256_hex(body),
        not_before=now,
    )
    return raw
