"""The worker's door into what only the room above all others knows."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

import structlog
from django.utils import timezone

from torg.channels.actions import ask_to_close, keep_figures, note_activity
from torg.channels.models import Channel, ClosingOrigin
from torg.channels.queries.closing import answered_lately
from torg.channels.queries.periods import ended_spans
from torg.channels.states import ChannelState
from torg.delivery.queries import active_on, posts_by_day
from torg.desk import actions
from torg.desk.queries.channel_figures import figures_between
from torg.kernel.scope import every_municipality
from torg.people.models import Municipality
from torg.rules.queries import ActivityFacts, NoPack, check

log = structlog.get_logger(__name__)
# A year back answers every rule of silence, and an owner who said no is left in peace so long.
LOOKED_BACK = timedelta(days=366)
IN_PEACE = timedelta(days=90)


def ask_about_silence(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Note how alive each channel is, and ask the owners of the silent ones (G-54); how many.

    Only channels that Torg hears: of the others it knows nothing.
    """
    with every_municipality():
        now = clock()
        latest = active_on()
        note_activity(latest=latest, now=now)
        daily = posts_by_day(now - LOOKED_BACK)
        heard = Channel.objects.filter(state=ChannelState.LIVE, connection__isnull=False)
        rows = heard.select_related("municipality", "department")
        return sum(_asked(row, latest.get(row.pk), daily.get(row.pk, {}), now) for row in rows)


def count_months(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Count what each channel did in the months that have ended, where the rules ask (V-89).

    Safe to run twice: a span is counted once. Returns how many were.
    """
    with every_municipality():
        now = clock()
        return sum(_counted(each, now) for each in Municipality.objects.all())


def remind_of_promises(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Note whom to tell of promised answers that are about to break or have; how many groups."""
    with every_municipality():
        now = clock()
        return sum(
            actions.remind_of_promises(municipality=each, now=now)
            for each in Municipality.objects.all()
        )


def remind_of_channels(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Note whom to tell of reviews and confirmations whose day has come; how many."""
    with every_municipality():
        now = clock()
        return sum(
            actions.remind_of_channels(municipality=each, now=now)
            for each in Municipality.objects.all()
        )


def _counted(municipality: Municipality, now: datetime) -> int:
    try:
        ended = ended_spans(municipality, now)
    except NoPack:
        return 0
    kept = 0
    for (since, until), spans in ended.items():
        first, last = (timezone.make_aware(datetime.combine(day, time())) for day in (since, until))
        told = figures_between([span.channel.pk for span in spans], first, last)
        for span in spans:
            kept += keep_figures(
                channel=span.channel,
                since=since,
                until=until,
                figures=told[span.channel.pk],
                clause=span.clause,
                now=now,
            )
    return kept


def _asked(channel: Channel, latest: date | None, daily: Mapping[date, int], now: datetime) -> bool:
    facts = ActivityFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        last_activity=latest,
        since=channel.live_since or timezone.localdate(channel.created_at),
        posts_by_day=daily,
    )
    try:
        found = check(channel.municipality, facts, now)
    except NoPack:
        return False
    if not found or answered_lately(channel, now - IN_PEACE):
        return False
    asked = ask_to_close(
        channel=channel,
        origin=ClosingOrigin.INACTIVE,
        why=found[0].message,
        cited=str(found[0].citation),
        by=None,
        now=now,
    )
    return asked is not None
