"""Keep what arrived, before anything is made of it."""

from copy import copy
from datetime import datetime
from uuid import UUID

from django.db import transaction

from torg.inbox.actions.pack_events import pack_page
from torg.inbox.models import RawDelivery, Source, SyncState
from torg.kernel.digests import sha256_hex
from torg.kernel.identifiers import uuid7, uuid8
from torg.people.models.rows import Standing, Where, change_row, insert_unless_there, insert_values
from torg.ports.network import Batch

COLUMNS = (
    "id", "municipality_id", "channel_id", "source", "received_at", "body", "digest",
    "processed_at", "tries", "not_before", "failure",
)  # fmt: skip


def store_webhook(
    *,
    municipality_id: UUID,
    channel_id: UUID,
    body: bytes,
    now: datetime,
    standing: Standing | None = None,
) -> bool:
    """Store a genuine webhook payload; False when these very bytes came before (RELIABILITY I9).

    The caller has checked the signature. standing: the connection as it was when that was done;
    raises Changed, and stores nothing, when it is another now. When this returns, the payload
    is committed or stands in the caller's transaction: only then may the network be answered 200.
    """
    digest, owner = sha256_hex(body), (municipality_id, channel_id)
    key = webhook_id(channel_id, digest)
    row = (key, *owner, Source.WEBHOOK.value, now, body, digest, None, 0, now, "")
    return insert_unless_there(RawDelivery, COLUMNS, row, standing)


def store_page(*, state: SyncState, batch: Batch, now: datetime) -> bool:
    """Store a polled page and move the cursor past it, both or neither.

    False when another worker moved the cursor meanwhile: nothing is stored twice then.
    """
    with transaction.atomic():
        moved = change_row(
            copy(state),
            {
                "cursor": batch.cursor,
                "last_ok_at": now,
                "tries": 0,
                "failure": "",
                "failing_since": None,
                "not_before": None,
            },
            Where("cursor", (state.cursor,)),
        )
        if moved and batch.events:
            page = pack_page(batch.events)
            digest, owner = sha256_hex(page), (state.municipality_id, state.channel_id)
            row = (uuid7(), *owner, Source.POLL.value, now, page, digest, None, 0, now, "")
            insert_values(RawDelivery, COLUMNS, [row])
    if moved:
        state.cursor = batch.cursor
    return moved


def webhook_id(channel_id: UUID, digest: str) -> UUID:
    """The key of a payload that was delivered to a channel: the same bytes have the same one.

    An index of channel and digest would say it too, for a quarter of the write's price.
    """
    return uuid8(channel_id, digest.encode())
