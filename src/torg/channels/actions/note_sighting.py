from datetime import datetime, timedelta

from django.db import transaction

from torg.channels.actions.mark_addresses import mark_addresses
from torg.channels.actions.mark_degraded import mark_degraded, mark_recovered
from torg.channels.actions.raise_alarm import end_alarm, raise_alarm
from torg.channels.models import AccountAlarm, AlarmKind, ChannelConnection
from torg.channels.queries.following import (
    FAILED_LOOKS,
    LOOK_AGAIN,
    LOOK_EVERY,
    SURE_AFTER,
    drifts,
)
from torg.channels.states import Reading
from torg.ports.account import Sighting

DRIFTS = (AlarmKind.RENAMED, AlarmKind.GONE, AlarmKind.TAKEN, AlarmKind.UNMARKED)


def note_sighting(
    *, connection: ChannelConnection, seen: Sighting, now: datetime
) -> list[AccountAlarm]:
    """Keep what a look at the account found, and raise what differs; the new alarms.

    connection: as it was when the look began; a look at what has been changed meanwhile is
    thrown away.
    """
    with transaction.atomic():
        row = _unchanged(connection)
        if row is None:
            return []
        found = drifts(row, seen, now)
        raised = [
            alarm
            for kind, finding in found.items()
            if (
                alarm := raise_alarm(
                    channel=row.channel, kind=kind, finding=finding, before=row.handle, now=now
                )
            )
        ]
        waits = seen.account is None and not found
        ended = [
            kind
            for kind in DRIFTS
            if kind not in found
            and not waits
            and end_alarm(channel=row.channel, kind=kind, now=now)
        ]
        _keep(row, seen, now, again=waits)
        if seen.account is not None:
            mark_recovered(connection=row, reading=Reading.LOOK, now=now)
        if raised or ended:
            mark_addresses(channel=row.channel, now=now)
    return raised


def note_unseen(
    *,
    connection: ChannelConnection,
    code: str,
    wait: timedelta | None = None,
    now: datetime,
) -> None:
    """The look had no usable answer: nothing is known, so nothing is alarmed.

    It is tried again after an hour, or after the wait that the network asked for. A look that
    fails again and again makes the connection degraded.
    """
    with transaction.atomic():
        row = _unchanged(connection)
        if row is None:
            return
        row.looks_failed = min(row.looks_failed + 1, 1000)
        row.look_at = now + max(LOOK_AGAIN, wait or LOOK_AGAIN)
        row.save(update_fields=["looks_failed", "look_at"])
        if row.looks_failed >= FAILED_LOOKS:
            mark_degraded(connection=row, reading=Reading.LOOK, code=code, now=now)


def _unchanged(connection: ChannelConnection) -> ChannelConnection | None:
    """The row, held; None when it is another account or name than was looked for."""
    rows = ChannelConnection.objects.select_for_update(of=("self",))
    row: ChannelConnection = rows.select_related("channel", "channel__municipality").get(
        pk=connection.pk
    )
    same = (row.account_id, row.handle) == (connection.account_id, connection.handle)
    return row if same and not row.ended else None


def _keep(row: ChannelConnection, seen: Sighting, now: datetime, *, again: bool) -> None:
    if seen.account is None:
        row.gone_since = row.gone_since or now
    else:
        row.gone_since = None
    if seen.marked or row.marked is None:
        row.marked = seen.marked
    row.looked_at, row.looks_failed = now, 0
    row.look_at = now + (SURE_AFTER if again else LOOK_EVERY)
    row.save(update_fields=["gone_since", "marked", "looked_at", "looks_failed", "look_at"])
