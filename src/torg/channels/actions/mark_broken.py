from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.actions.telling import tell_people
from torg.channels.models import ChannelConnection
from torg.channels.states import WORKING, ConnectionState
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.notices.states import Event


def mark_broken(*, connection: ChannelConnection, code: str, now: datetime) -> bool:
    """Note that the network no longer accepts the credential; True for the first to notice.

    Acts on the channel wait until a person connects it again (RELIABILITY K4).
    """
    with transaction.atomic():
        first = ChannelConnection.objects.filter(
            pk=connection.pk, state__in=[*sorted(WORKING), ConnectionState.CONNECTED]
        ).update(state=ConnectionState.BROKEN, broken_since=now, failure=code[:300], weak_in="")
        if first:
            record(
                municipality=connection.municipality,
                verb="channel.disconnected",
                summary=_("%(channel)s tappade sin anslutning och väntar på att kopplas igen.")
                % {"channel": connection.channel},
                about=[Ref("channels.channel", str(connection.channel_id))],
                by=None,
                now=now,
                facts={"code": code[:300]},
            )
            tell_people(
                Event.CONNECTION_LOST,
                connection.channel,
                key=f"{connection.pk}:{now.isoformat()}",
                now=now,
            )
    return bool(first)
