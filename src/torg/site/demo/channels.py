"""The municipality's channels, each on an account of its own at the practice network."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions import (
    add_channel,
    connect,
    decide_closing,
    disconnect,
    prepare_merge,
    rest_channel,
    start_closing,
)
from torg.channels.models import Channel
from torg.channels.queries import webhook_address
from torg.channels.states import ChannelState, move
from torg.inbox.actions import take_page
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
    """Put the channels that the script says to rest or to their end.

    A resting one is still heard; a closed one has lost its access.
    """
    for row in stage.script.own["channel"]:
        channel = stage.channels[row["key"]]
        if row.get("state") == ChannelState.RESTING:
            _rest(channel, stage, by)
        elif row.get("state") == ChannelState.CLOSED:
            _close(channel, by, stage.now)
            disconnect(connection=channel.connection, by=stage.people["admin"], now=stage.now)


def _rest(channel: Channel, stage: Stage, by: User) -> None:
    """Out of season now, whatever day the demo is opened."""
    month = timezone.localdate(stage.now).month
    channel.season_first = (month + 2) % 12 + 1
    channel.season_last = (month + 4) % 12 + 1
    channel.save(update_fields=["season_first", "season_last"])
    rest_channel(channel=channel, comments_off=True, watcher=None, by=by, now=stage.now)


def lay_closing(stage: Stage) -> None:
    """A closing halfway where the rules have steps: one of two managers has decided."""
    manager = User.objects.filter(
        municipality=stage.municipality, grants__role="responsible_manager"
    ).first()
    if manager is None or stage.municipality.slug != "goteborg":
        return
    lead, now = stage.people["lead"], stage.now
    closing = start_closing(
        channel=stage.channels["jobs"], reason="poor_results", note="", by=lead, now=now
    )
    closing = prepare_merge(
        closing=closing,
        merge_into=stage.channels["main"],
        merge_note=_("Annonserna läggs på huvudkontot i stället."),
        closing_on=timezone.localdate(now) + timedelta(days=60),
        by=lead,
        now=now,
    )
    decide_closing(closing=closing, motive="", by=manager, now=now)


def leave_unreviewed(stage: Stage) -> None:
    """One channel whose yearly review is overdue, where the rules ask for it: long untouched."""
    if stage.municipality.slug == "malmo":
        then = stage.now - timedelta(days=410)
        Channel.objects.filter(pk=stage.channels["image"].pk).update(
            reviewed_on=timezone.localdate(then), confirmed_on=None, changed_at=then
        )


def _close(channel: Channel, by: User, now: datetime) -> None:
    with transaction.atomic():
        channel.state = move(ChannelState(channel.state), ChannelState.CLOSED)
        channel.closed_on = timezone.localdate(now)
        channel.changed_at = now
        channel.save(update_fields=["state", "closed_on", "changed_at"])
        record(
            municipality=channel.municipality,
            verb="channel.closed",
            summary=_("Stängde %(channel)s.") % {"channel": channel},
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
        take_page(state=state, batch=Batch(events=(), cursor=cursor), now=stage.now)
