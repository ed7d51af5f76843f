"""The municipality's channels, each on an account of its own at the practice network."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions import add_channel, connect, disconnect
from torg.channels.models import Channel
from torg.channels.queries import webhook_address
from torg.channels.states import ChannelState, move
from torg.inbox.actions import store_page
from torg.inbox.models import SyncState
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.people.models import User
from torg.ports.network import Batch
from torg.site.demo.stage import Stage


def open_channels(stage: Stage) -> Mapping[str, Channel]:
    """All of the script's channels, by key, connected and listening."""
    return {row["key"]: _open(stage, row) for row in stage.script.own["channel"]}


def _open(stage: Stage, row: Mapping[str, Any]) -> Channel:
    admin, lead = stage.people["admin"], stage.people["lead"]
    channel = add_channel(
        department=stage.units[row["unit"]],
        name=row["name"],
        network=row["network"],
        channel_class=row["class"],
        purpose=row["purpose"],
        reason=_("Kontot fanns innan kommunen började använda Torg."),
        responsible=lead if row["unit"] == "office" else None,
        by=admin,
        now=stage.now,
    )
    account = stage.network.open_account(
        handle=row["handle"], name=row["name"], style=row["network"]
    )
    secret = secrets.token_urlsafe(32)
    connection = connect(
        channel=channel,
        adapter="practice",
        base_url=settings.PRACTICE_URL,
        handle=account.handle,
        secret=account.token,
        webhook_secret=secret,
        by=admin,
        now=stage.now,
    )
    stage.network.subscribe(account.id, webhook_address(connection), secret)
    return Channel.objects.select_related("department", "municipality", "connection").get(
        pk=channel.pk
    )


def rest(stage: Stage, by: User) -> None:
    """Put the channels that the script says to rest or to their end, and cut their access."""
    for row in stage.script.own["channel"]:
        if "state" in row:
            channel = stage.channels[row["key"]]
            _settle(channel, ChannelState(row["state"]), by, stage.now)
            disconnect(connection=channel.connection, by=stage.people["admin"], now=stage.now)


def _settle(channel: Channel, state: ChannelState, by: User, now: datetime) -> None:
    with transaction.atomic():
        channel.state = move(ChannelState(channel.state), state)
        channel.closed_on = timezone.localdate(now) if state == ChannelState.CLOSED else None
        channel.changed_at = now
        channel.save(update_fields=["state", "closed_on", "changed_at"])
        sentence = _("%(channel)s vilar.") if state == "resting" else _("Stängde %(channel)s.")
        record(
            municipality=channel.municipality,
            verb=f"channel.{state}",
            summary=sentence % {"channel": channel},
            about=[Ref("channels.channel", str(channel.pk))],
            by=by,
            now=now,
        )


def catch_up(stage: Stage) -> None:
    """Say to polling that everything so far came by webhook."""
    for channel in stage.channels.values():
        state, _created = SyncState.objects.get_or_create(
            channel=channel, defaults={"municipality_id": channel.municipality_id}
        )
        cursor = stage.network.cursor(channel.connection.account_id)
        store_page(state=state, batch=Batch(events=(), cursor=cursor), now=stage.now)
