"""Watch rounds: which are to be done on a day, which are done, which are left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.channels.queries import open_channels
from torg.channels.queries.teams import on_duty
from torg.channels.states import ChannelState
from torg.inbox.models import WatchRound
from torg.inbox.permissions import can_watch
from torg.inbox.queries.by_hand import is_by_hand
from torg.people.models import Municipality, User
from torg.rules.queries import (
    ChannelFacts,
    Citation,
    Duty,
    calendar,
    duties_by_channel,
    watch_duties,
)

# The rule of a duty that the register itself states.
OWN = "channel.watch"


@dataclass(frozen=True, slots=True)
class WatchLine:
    """One duty on one channel on one day."""

    channel: Channel
    duty: Duty
    rounds: tuple[WatchRound, ...]
    closed: bool
    on_duty: User | None = None

    @property
    def done(self) -> int:
        """Rounds logged."""
        return len(self.rounds)

    @property
    def left(self) -> int:
        """Rounds still to do."""
        return max(0, self.duty.rounds - self.done)

    @property
    def breach(self) -> bool:
        """Whether the day has passed with rounds undone."""
        return self.closed and self.left > 0

    @property
    def by_hand(self) -> bool:
        """Whether what is found has to be written in (note_comment)."""
        return is_by_hand(self.channel)

    @property
    def holder(self) -> str:
        """Who was to do it, in words."""
        if self.on_duty is not None:
            return str(self.on_duty)
        return self.duty.by or str(self.channel.responsible or self.channel.department)


def local_day(municipality: Municipality, now: datetime) -> date:
    """The municipality's calendar day."""
    return calendar(municipality, now).local(now).date()


def duties_of(channel: Channel, day: date) -> list[Duty]:
    """The rounds that the rules ask for on the channel on the day."""
    duties = watch_duties(channel.municipality, _facts(channel), day)
    own = _own_duty(channel.municipality, [channel], day)
    return _asked(channel, duties, own)


def watch_board(user: User, day: date, now: datetime) -> list[WatchLine]:
    """Every duty of the day on the channels that the person watches, the undone first."""
    return _board(user, open_channels(user), day, now)


def rounds_left(user: User, channels: Iterable[Channel], now: datetime) -> list[WatchLine]:
    """Today's duties on the live ones of the channels with rounds undone; where there is a
    rota, for whose week it is (G-05). Raises NoPack."""
    live = (channel for channel in channels if channel.state == ChannelState.LIVE)
    board = _board(user, live, local_day(user.municipality, now), now)
    return [line for line in board if line.left and line.on_duty in (None, user)]


def _board(user: User, among: Iterable[Channel], day: date, now: datetime) -> list[WatchLine]:
    channels = [channel for channel in among if can_watch(user, channel)]
    logged = list(WatchRound.objects.filter(channel__in=channels, day=day).select_related("user"))
    weeks = on_duty(channels, day)
    closed = day < local_day(user.municipality, now)
    own = _own_duty(user.municipality, channels, day)
    duties = duties_by_channel(user.municipality, [_facts(channel) for channel in channels], day)
    lines = [
        WatchLine(
            channel,
            duty,
            tuple(
                one for one in logged if (one.channel_id, one.rule_id) == (channel.pk, duty.rule_id)
            ),
            closed,
            weeks.get(channel.pk),
        )
        for channel, asked in zip(channels, duties, strict=True)
        for duty in _asked(channel, asked, own)
    ]
    return sorted(lines, key=lambda line: (line.left == 0, line.channel.name))


def _own_duty(municipality: Municipality, channels: list[Channel], day: date) -> list[Duty]:
    """What the register itself asks for on a working day (M1-45); nothing where nobody asks."""
    if not any(channel.watch_daily for channel in channels):
        return []
    noon = datetime.combine(day, time(12), timezone.get_default_timezone())
    if not calendar(municipality, noon).is_working_day(day):
        return []
    said = _("Registret säger att kommentarerna bevakas varje arbetsdag.")
    return [Duty(OWN, day, 1, "", said, Citation(_("Kanalregistret"), ""))]


def _asked(channel: Channel, duties: list[Duty], own: list[Duty]) -> list[Duty]:
    """The duties with rounds; where the rules ask for none that day, the channel's own."""
    asked = [duty for duty in duties if duty.rounds]
    return asked or (own if channel.watch_daily and channel.comments_open else [])


def _facts(channel: Channel) -> ChannelFacts:
    return ChannelFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        comments_open=channel.comments_open,
    )
