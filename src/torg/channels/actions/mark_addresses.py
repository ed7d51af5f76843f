from datetime import datetime

from django.db import transaction
from django.utils import timezone

from torg.channels.models import Channel, ChannelMark
from torg.channels.queries.following import name_is_lost
from torg.channels.queries.public import accounts_of
from torg.kernel.addresses import Kind
from torg.kernel.lookalikes import likeness, stumps


def mark_addresses(*, channel: Channel, now: datetime) -> None:
    """Keep what residents find the channel by in step with its address, name and id.

    An account that is no longer the channel's stays, with the day: a stranger may take the name.
    The machine does it, so nothing is recorded; the change itself is in the ledger.
    """
    wanted = _wanted(channel)
    with transaction.atomic():
        held = {row.mark: row for row in ChannelMark.objects.filter(channel=channel)}
        gone = [row for mark, row in held.items() if mark not in wanted and row.until is None]
        back = [row for mark, row in held.items() if mark in wanted and row.until is not None]
        for row in gone:
            row.until = timezone.localdate(now)
        for row in back:
            row.until = None
        ChannelMark.objects.bulk_update([*gone, *back], ["until"])
        ChannelMark.objects.bulk_create(
            ChannelMark(
                municipality_id=channel.municipality_id, channel=channel, mark=mark, look=look
            )
            for mark, look in wanted.items()
            if mark not in held
        )
        Channel.objects.filter(pk=channel.pk).update(marked_at=now)


def _wanted(channel: Channel) -> dict[str, str]:
    """Mark to likeness. While a stranger has the name, only the network's id is ours."""
    found: dict[str, str] = {}
    lost = name_is_lost(channel)
    for account in accounts_of(channel):
        if lost and not account.account_id:
            continue
        look = likeness(account.name)[:200] if account.kind != Kind.SITE else ""
        found[f"={account.key}"] = look
        if account.name and look:
            found[f"@{account.name}"] = look
            found |= {f"#{stump}": look for stump in stumps(look)}
    return found
