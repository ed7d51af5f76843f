"""Take a polled page in, and move the cursor past it."""

from datetime import datetime

import structlog
from django.db import transaction

from torg.inbox.actions.pack_events import pack_page
from torg.inbox.actions.take_in import take, told_by
from torg.inbox.models import RawDelivery, Source, SyncState
from torg.kernel.digests import sha256_hex
from torg.people.models.rows import Where, change_rows, insert_rows, new_row
from torg.ports.network import Batch

log = structlog.get_logger(__name__)

# Events. Of more, each costs less in a transaction that is shared with other pages.
FEW = 20


def take_page(*, state: SyncState, batch: Batch, now: datetime) -> bool:
    """Store a polled page and move the cursor past it, both or neither; take a short one in.

    A long page is left to the spool, where several share a transaction; so is one that cannot be
    taken in, since there one bad event keeps no other out. False when another worker moved the
    cursor meanwhile: nothing is stored twice then.
    """
    at_once = len(batch.events) <= FEW
    try:
        moved = _page(state, batch, now, at_once=at_once)
    except Exception:
        if not at_once:
            raise
        log.exception("page left to the spool", channel=str(state.channel_id))
        moved = _page(state, batch, now, at_once=False)
    if moved:
        state.cursor = batch.cursor
    return moved


def _page(state: SyncState, batch: Batch, now: datetime, *, at_once: bool) -> bool:
    with transaction.atomic():
        moved = _move(state, batch.cursor, now)
        if moved and batch.events:
            raw = _stored(state, batch, now)
            raw.processed_at = now if at_once else None
            insert_rows([raw])
            if at_once:
                take(state.channel_id, told_by([(raw, batch.events)]), now)
    return moved


def _move(state: SyncState, cursor: str, now: datetime) -> bool:
    changed = change_rows(
        [state],
        {
            "cursor": cursor,
            "last_ok_at": now,
            "tries": 0,
            "failure": "",
            "failing_since": None,
            "not_before": None,
        },
        Where("cursor", (state.cursor,)),
    )
    return changed > 0


def _stored(state: SyncState, batch: Batch, now: datetime) -> RawDelivery:
    page = pack_page(batch.events)
    return new_row(
        RawDelivery,
        municipality_id=state.municipality_id,
        channel_id=state.channel_id,
        source=Source.POLL,
        received_at=now,
        body=page,
        digest=sha256_hex(page),
        not_before=now,
    )
