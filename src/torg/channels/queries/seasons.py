"""When a seasonal channel sleeps and wakes, by whole months (G-56)."""

from collections.abc import Iterable
from datetime import date

from torg.channels.models import Channel
from torg.channels.permissions import can_manage
from torg.channels.states import ChannelState
from torg.people.models import User


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


def seasons_turn(user: User, channels: Iterable[Channel], day: date) -> list[Channel]:
    """Those of the channels that the person may lay to rest or wake: the season has turned."""
    return [channel for channel in channels if _turns(channel, day) and can_manage(user, channel)]


def _turns(channel: Channel, day: date) -> bool:
    if channel.state == ChannelState.RESTING:
        return channel.wakes_on is not None and channel.wakes_on <= day
    return channel.state == ChannelState.LIVE and not in_season(channel, day)
