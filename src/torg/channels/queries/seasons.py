"""When a seasonal channel sleeps and wakes, by whole months (G-56)."""

from datetime import date

from django.db.models import Q

from torg.channels.models import Channel
from torg.channels.queries import visible_to
from torg.channels.states import ChannelState
from torg.people.models import User
from torg.people.permissions import Permission, departments_in_reach


def in_season(channel: Channel, day: date) -> bool:
    """Whether the channel is in its season, which may go over a year's end; always without one."""
    first, last = channel.season_first, channel.season_last
    if first is None or last is None:
        return True
    if first <= last:
        return first <= day.month <= last
    return day.month >= first or day.month <= last


def next_start(channel: Channel, day: date) -> date | None:
    """The first day of the next season after the day; None without a season."""
    if channel.season_first is None:
        return None
    begins = date(day.year, channel.season_first, 1)
    return begins if begins > day else begins.replace(year=day.year + 1)


def out_of_season(day: date) -> list[Channel]:
    """Live seasonal channels in scope whose season is over."""
    rows = Channel.objects.filter(state=ChannelState.LIVE, season_first__isnull=False)
    rows = rows.select_related("department", "municipality")
    return [channel for channel in rows if not in_season(channel, day)]


def seasons_turn(user: User, day: date) -> list[Channel]:
    """Channels that the person ought to lay to rest or wake: the season has turned."""
    reach = departments_in_reach(user, Permission.MANAGE_CHANNELS)
    awake = Q(state=ChannelState.LIVE, season_first__isnull=False)
    asleep = Q(state=ChannelState.RESTING, wakes_on__lte=day)
    rows = visible_to(user).filter(awake | asleep)
    if reach is not None:
        rows = rows.filter(Q(responsible=user) | Q(department__in=reach))
    return [
        channel
        for channel in rows
        if channel.state == ChannelState.RESTING or not in_season(channel, day)
    ]
