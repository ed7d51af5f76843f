"""Which channels are to be reviewed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from torg.channels.models import Channel
from torg.channels.queries import followed_up
from torg.channels.states import HEARD
from torg.people.models import Municipality, User
from torg.rules.queries import ChannelRules, CheckFacts, NextCheck, channel_rules


@dataclass(frozen=True, slots=True)
class Due:
    """A channel whose review is due or overdue, and since when."""

    channel: Channel
    check: NextCheck

    @property
    def late(self) -> bool:
        """Whether the days of grace are over."""
        return self.check.state == "overdue"


def next_review(channel: Channel, now: datetime) -> NextCheck | None:
    """When the channel is next reviewed; None where no rule says it. Raises NoPack."""
    return _next(channel_rules(channel.municipality, now), channel)


def reviews_due(user: User, channels: Iterable[Channel], now: datetime) -> list[Due]:
    """Reviews among the channels that wait for the person, the latest first. Raises NoPack."""
    rules = channel_rules(user.municipality, now)
    mine = followed_up(user, channels)
    found = [Due(channel, check) for channel in mine if (check := _next(rules, channel))]
    return sorted((one for one in found if one.check.state), key=lambda one: str(one.check.on))


def all_reviews_due(municipality: Municipality, now: datetime) -> list[Due]:
    """Reviews that wait for anybody in the municipality. Raises NoPack."""
    rules = channel_rules(municipality, now)
    rows = Channel.objects.filter(municipality=municipality, state__in=HEARD).select_related(
        "department", "municipality", "responsible", "page_responsible"
    )
    found = [Due(channel, check) for channel in rows if (check := _next(rules, channel))]
    return [one for one in found if one.check.state]


def _next(rules: ChannelRules, channel: Channel) -> NextCheck | None:
    return rules.next_check(
        CheckFacts(
            network=channel.network,
            channel_class=channel.channel_class,
            channel=str(channel.pk),
            what="review",
            last_done=channel.reviewed_on,
            since=channel.live_since,
        )
    )
