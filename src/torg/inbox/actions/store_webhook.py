"""Keep what arrived, before anything is made of it."""

from datetime import datetime
from uuid import UUID

from torg.inbox.models import RawDelivery, Source
from torg.kernel.digests import sha256_hex
from torg.kernel.identifiers import uuid8
from torg.people.models.rows import Standing, insert_unless_there

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


def webhook_id(channel_id: UUID, digest: str) -> UUID:
    """The key of a payload that was delivered to a channel: the same bytes have the same one.

    An index of channel and digest would say it too, for a quarter of the write's price.
    """
    return uuid8(channel_id, digest.encode())
