"""Spans of which the rules want figures from each channel, and those that wait for a word."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from torg.channels.models import Channel, ChannelPeriod
from torg.channels.states import HEARD, ChannelState
from torg.people.models import Municipality, User
from torg.people.permissions import Permission, can, departments_in_reach
from torg.rules.queries import CheckFacts, channel_rules

# A worker that has stood still for longer does not ask for every month of it.
MOST = 12


@dataclass(frozen=True, slots=True)
class Span:
    """[since, until) of a channel, and the clause that asks for its figures."""

    channel: Channel
    since: date
    until: date
    clause: str


def ended_spans(municipality: Municipality, now: datetime) -> dict[tuple[date, date], list[Span]]:
    """What has ended and is not counted, by its days. Raises NoPack."""
    rules, today = channel_rules(municipality, now), timezone.localdate(now)
    rows = Channel.objects.filter(municipality=municipality, state__in=HEARD)
    rows = rows.select_related("municipality").annotate(counted=Max("periods__until"))
    found: dict[tuple[date, date], list[Span]] = defaultdict(list)
    for channel in rows:
        begun = channel.live_since or timezone.localdate(channel.created_at)
        first = channel.counted or begun.replace(day=1)
        asked = rules.next_check(_facts(channel, first))
        if asked is None or asked.on is None:
            continue
        spans = list(_spans(first, asked.on, today))
        # Of the time before anybody counted only the last span is asked for.
        for since, until in spans[:MOST] if channel.counted else spans[-1:]:
            found[since, until].append(Span(channel, since, until, str(asked.citation)))
    return found


def _spans(first: date, until: date, today: date) -> Iterator[tuple[date, date]]:
    """Spans as long as [first, until), one after the other, that are over."""
    months = (until.year - first.year) * 12 + until.month - first.month
    since = first
    while months and (after := _later(since, months)) <= today:
        yield since, after
        since = after


def _later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, 1)


def _facts(channel: Channel, last: date) -> CheckFacts:
    return CheckFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        what="statistics",
        last_done=last,
    )


def periods_of(channel: Channel) -> QuerySet[ChannelPeriod]:
    """The channel's spans, the newest first."""
    return channel.periods.select_related("noted_by", "channel__department")


def notes_waiting(user: User) -> QuerySet[ChannelPeriod]:
    """Spans without a word that wait for the person, the oldest first.

    The page responsible writes; else whoever is responsible; else who manages the channel.
    """
    if not can(user, Permission.VIEW_DESK):
        return ChannelPeriod.objects.none()
    none = Q(channel__page_responsible__isnull=True)
    nobody = none & Q(channel__responsible__isnull=True)
    reach = departments_in_reach(user, Permission.MANAGE_CHANNELS)
    managed = nobody if reach is None else nobody & Q(channel__department__in=reach)
    mine = Q(channel__page_responsible=user) | (none & Q(channel__responsible=user)) | managed
    rows = ChannelPeriod.objects.filter(mine, municipality_id=user.municipality_id, noted_at=None)
    rows = rows.exclude(channel__state=ChannelState.CLOSED)
    return rows.select_related("channel__department").order_by("since", "pk")
