from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import ChannelConnection
from torg.channels.permissions import check_can_connect
from torg.channels.queries import port_connection
from torg.channels.states import ConnectionState, move_connection
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.people.models import User
from torg.ports.errors import OutsideError
from torg.ports.registry import network_for

log = structlog.get_logger(__name__)


def disconnect(*, connection: ChannelConnection, by: User, now: datetime) -> ChannelConnection:
    """End our access: nothing is sent or fetched, and our secrets are deleted.

    The account stays named, since the channel's history is its. The network's deliveries are
    withdrawn first; where it does not answer they are refused at our door from now on. Twice
    is once. Raises Denied.
    """
    check_can_connect(by, connection.channel)
    if connection.ended:
        return connection
    gone = withdrawn(connection)
    with transaction.atomic():
        return end_access(connection, gone=gone, by=by, now=now)


def end_access(
    connection: ChannelConnection, *, gone: bool, by: User, now: datetime
) -> ChannelConnection:
    """Delete our secrets, inside the caller's transaction. gone: the network stopped telling."""
    row: ChannelConnection = ChannelConnection.objects.select_for_update().get(pk=connection.pk)
    row.state = move_connection(ConnectionState(row.state), ConnectionState.ENDED)
    row.secret = row.webhook_secret = ""
    row.subscribed_at = row.broken_since = None
    row.failure = row.weak_in = ""
    row.look_at = row.gone_since = None
    row.looks_failed = 0
    row.save()
    record(
        municipality=row.municipality,
        verb="channel.ended",
        summary=_("Kopplade bort %(channel)s från kontot %(handle)s.")
        % {"channel": row.channel, "handle": row.handle},
        about=[Ref("channels.channel", str(row.channel_id))],
        by=by,
        now=now,
        facts={"withdrawn": "yes" if gone else "no"},
    )
    return row


def withdrawn(connection: ChannelConnection) -> bool:
    """Whether the network no longer tells us anything; asked with the secrets still in hand."""
    if connection.subscribed_at is None:
        return True
    try:
        network_for(connection.adapter).subscribe(port_connection(connection), "")
    except OutsideError as error:
        log.warning("deliveries not withdrawn", channel=str(connection.channel_id), code=error.code)
        return False
    return True
