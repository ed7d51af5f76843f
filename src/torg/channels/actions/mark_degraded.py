from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from torg.channels.models import ChannelConnection
from torg.channels.states import ConnectionState, Reading
from torg.kernel.refs import Ref
from torg.ledger.actions import record


def mark_degraded(
    *, connection: ChannelConnection, reading: Reading, code: str, now: datetime
) -> bool:
    """Note that reading has failed for a while; True for the first to notice.

    What is to be sent is still tried: the network may take it all the same.
    """
    with transaction.atomic():
        first = ChannelConnection.objects.filter(
            pk=connection.pk, state=ConnectionState.VERIFIED
        ).update(
            state=ConnectionState.DEGRADED, broken_since=now, failure=code[:300], weak_in=reading
        )
        if first:
            said = _("%(channel)s svarar inte som den ska.")
            _tell(connection, "channel.degraded", said, now, code)
    return bool(first)


def mark_recovered(*, connection: ChannelConnection, reading: Reading, now: datetime) -> bool:
    """Note that the reading works, which is the proof that it is verified; True when that is new.

    A poll that works proves nothing of what everybody sees, and a look nothing of our right.
    """
    with transaction.atomic():
        proved = ChannelConnection.objects.filter(pk=connection.pk)
        weak = proved.filter(state=ConnectionState.DEGRADED, weak_in=reading)
        news = _verified(weak, now)
        if reading is Reading.LOOK:
            news += _verified(proved.filter(state=ConnectionState.CONNECTED), now)
        if news:
            said = _("%(channel)s är läst och bekräftad.")
            _tell(connection, "channel.verified", said, now, "")
    return bool(news)


def _verified(rows: models.QuerySet[ChannelConnection], now: datetime) -> int:
    return rows.update(
        state=ConnectionState.VERIFIED, verified_at=now, broken_since=None, failure="", weak_in=""
    )


def _tell(connection: ChannelConnection, verb: str, said: str, now: datetime, code: str) -> None:
    record(
        municipality=connection.municipality,
        verb=verb,
        summary=said % {"channel": connection.channel},
        about=[Ref("channels.channel", str(connection.channel_id))],
        by=None,
        now=now,
        facts={"code": code[:300]} if code else {},
    )
