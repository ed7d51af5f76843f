"""What the register does by itself."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.db.models import F, Q
from django.utils import timezone

from torg.channels import actions
from torg.channels.actions import mark_addresses
from torg.channels.models import Channel, ChannelConnection
from torg.channels.queries import port_connection
from torg.channels.queries.following import due_looks
from torg.channels.queries.importing import left_tables
from torg.channels.queries.seasons import out_of_season
from torg.kernel.refusals import Refusal
from torg.kernel.scope import every_municipality
from torg.ports.errors import NeedsReconnect, OutsideError
from torg.ports.registry import network_for

log = structlog.get_logger(__name__)
MOST = 500


def mark_changed(now: datetime) -> None:
    """Find anew what the channels that have changed since are found by."""
    changed = Q(marked_at=None) | Q(changed_at__gt=F("marked_at"))
    connected = Q(connection__verified_at__gt=F("marked_at"))
    with every_municipality():
        due = Channel.objects.filter(changed | connected).select_related("connection")
        for channel in due.order_by("pk")[:MOST]:
            mark_addresses(channel=channel, now=now)


def follow_accounts(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Look at the accounts whose day it is, as everybody sees them; how many were looked at."""
    with every_municipality():
        due = list(due_looks(clock()))
        for connection in due:
            try:
                _follow(connection, clock)
            except Exception as error:
                # One account must not keep the others from being looked at.
                log.exception("account not looked at", channel=str(connection.channel_id))
                code = type(error).__name__
                actions.note_unseen(connection=connection, code=code, now=clock())
    return len(due)


def _follow(connection: ChannelConnection, clock: Callable[[], datetime]) -> None:
    network, port = network_for(connection.adapter), port_connection(connection)
    try:
        seen = network.observe(port)
    except NeedsReconnect as error:
        actions.mark_broken(connection=connection, code=error.code, now=clock())
        actions.note_unseen(connection=connection, code=error.code, now=clock())
    except OutsideError as error:
        wait = getattr(error, "retry_after", None)
        actions.note_unseen(connection=connection, code=error.code, wait=wait, now=clock())
    else:
        actions.note_sighting(connection=connection, seen=seen, now=clock())


def turn_seasons(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Lay channels to rest whose season is over and that are guarded already; how many.

    The others wait on Min dag for somebody to turn the comments off or to watch (G-58).
    """
    rested = 0
    with every_municipality():
        now = clock()
        for channel in out_of_season(timezone.localdate(now)):
            if channel.comments_open:
                continue
            try:
                actions.rest_channel(
                    channel=channel, comments_off=True, watcher=None, by=None, now=now
                )
                rested += 1
            except Refusal as refusal:
                log.info("season over, channel stays", channel=str(channel.pk), why=str(refusal))
    return rested


def tidy(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Tables that were opened and never taken in go; how many."""
    with every_municipality():
        left = left_tables(clock())
        for opened in left:
            actions.drop_table(by=opened.by, now=clock())
    return len(left)
