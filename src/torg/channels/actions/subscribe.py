import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import ChannelConnection
from torg.channels.permissions import check_can_connect
from torg.channels.queries import can_deliver, keyring, port_connection, webhook_address
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.people.models import User
from torg.ports.errors import OutsideError
from torg.ports.network import Connection
from torg.ports.registry import network_for


def subscribe(*, connection: ChannelConnection, by: User | None, now: datetime) -> bool:
    """Let the network deliver to us directly, where it can; False when it is only polled.

    The secret is stored, sealed, before the network hears of it, so that its first delivery
    is already known. Refused or unreachable: polling goes on, and connecting again tries
    again. Raises Denied.
    """
    if by is not None:
        check_can_connect(by, connection.channel)
    if not can_deliver(connection):
        return False
    port = _with_secret(connection)
    try:
        network_for(connection.adapter).subscribe(port, webhook_address(connection))
    except OutsideError as error:
        _note(connection, None, by, now, code=error.code)
        return False
    _note(connection, now, by, now)
    return True


def _with_secret(connection: ChannelConnection) -> Connection:
    """The connection with its own secret for deliveries, made the first time."""
    with transaction.atomic():
        row = ChannelConnection.objects.select_for_update().get(pk=connection.pk)
        if not keyring().open(row.webhook_secret):
            row.webhook_secret = keyring().seal(secrets.token_urlsafe(32))
            row.save(update_fields=["webhook_secret"])
    connection.webhook_secret = row.webhook_secret
    return port_connection(row)


def _note(
    connection: ChannelConnection,
    since: datetime | None,
    by: User | None,
    now: datetime,
    code: str = "",
) -> None:
    channel = connection.channel
    with transaction.atomic():
        connection.subscribed_at = since
        connection.save(update_fields=["subscribed_at"])
        record(
            municipality=channel.municipality,
            verb="channel.subscribed" if since else "channel.not_subscribed",
            summary=(_("%(channel)s hörs direkt.") if since else _("%(channel)s hörs inte direkt."))
            % {"channel": channel},
            about=[Ref("channels.channel", str(channel.pk))],
            by=by,
            now=now,
            facts={"code": code} if code else {},
        )
