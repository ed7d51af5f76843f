"""Which channels are to be reviewed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from torg.channels.models import Channel
from torg.channels.queries import visible_to
from torg.channels.states import HEARD
from torg.people.models import User
from torg.people.permissions import Permission, departments_in_reach
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


def reviews_due(user: User, now: datetime) -> list[Due]:
    """Reviews that wait for the person, the latest first. Raises NoPack."""
    rules = channel_rules(user.municipality, now)
    reach = departments_in_reach(user, Permission.MANAGE_CHANNELS)
    mine = Q(responsible=user) | Q(page_responsible=user)
    rows = visible_to(user).filter(state__in=HEARD)
    if reach is not None:
        rows = rows.filter(mine | Q(department__in=reach))
    found = [Due(channel, check) for channel in rows if (check := _next(rules, channel))]
    return sorted((one for one in found if one.check.state), key=lambda one: str(one.check.on))


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
