"""The log of a channel's settings at its network, and when it is gone through (V-114)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from torg.channels.models import Channel, SettingsCheck, SettingState
from torg.channels.queries import followed_up, visible_to
from torg.people.models import User
from torg.rules.queries import (
    ChannelRules,
    CheckFacts,
    NextCheck,
    OthersFacts,
    Responsibility,
    channel_rules,
)

LETS_IN = frozenset({SettingState.OPEN, SettingState.LIMITED})
SETTINGS = ("comments", "visitor_posts", "tagging")


@dataclass(frozen=True, slots=True)
class SettingsDue:
    """A channel whose settings are to be gone through. changed: somebody saw that they differ,
    or the register says otherwise than they did; check: the rule's day, None where none asks.
    """

    channel: Channel
    changed: bool
    check: NextCheck | None
    ours: Responsibility


def latest_check(channel: Channel) -> SettingsCheck | None:
    """The channel's settings as they were seen last."""
    return channel.settings_checks.order_by("-at").first()


def checks_visible_to(user: User) -> QuerySet[SettingsCheck]:
    """Looks at the settings of channels that the person may see."""
    rows = SettingsCheck.objects.filter(channel__in=visible_to(user))
    return rows.select_related("channel__department")


def checks_of(channel: Channel) -> QuerySet[SettingsCheck]:
    """The log, the newest first."""
    return channel.settings_checks.select_related("by", "assessed_by")


def responsibility_for(channel: Channel, now: datetime) -> Responsibility:
    """Whether we answer there for what others publish (V-111, V-113, A-18). Raises NoPack."""
    return channel_rules(channel.municipality, now).responsibility(_others(channel))


def next_settings_check(channel: Channel, now: datetime) -> NextCheck | None:
    """When the settings are next gone through; None where no rule asks. Raises NoPack."""
    return _next(channel_rules(channel.municipality, now), channel, latest_check(channel))


def settings_due(user: User, channels: Iterable[Channel], now: datetime) -> list[SettingsDue]:
    """Those of the channels whose settings wait for the person, changed first. Raises NoPack."""
    rules = channel_rules(user.municipality, now)
    mine = followed_up(user, channels)
    newest, waits = _newest(mine)
    found = []
    for channel in mine:
        last = newest.get(channel.pk)
        check, changed = _next(rules, channel, last), channel.pk in waits
        if changed or (check is not None and check.state):
            changed = changed or _says_otherwise(channel, last)
            ours = rules.responsibility(_others(channel))
            found.append(SettingsDue(channel, changed, check, ours))
    return sorted(found, key=lambda one: (not one.changed, one.channel.name))


def _newest(channels: Sequence[Channel]) -> tuple[dict[UUID, SettingsCheck], set[UUID]]:
    """Each channel's latest look, and the channels where a change waits to be gone through."""
    newer = SettingsCheck.objects.filter(channel=OuterRef("channel"), at__gt=OuterRef("at"))
    looked = SettingsCheck.objects.filter(channel__in=channels).filter(
        ~Exists(newer) | Q(differs=True, assessed_at__isnull=True)
    )
    newest: dict[UUID, SettingsCheck] = {}
    waits = set()
    for row in looked.order_by("at"):
        newest[row.channel_id] = row
        if row.waits:
            waits.add(row.channel_id)
    return newest, waits


def _next(rules: ChannelRules, channel: Channel, last: SettingsCheck | None) -> NextCheck | None:
    return rules.next_check(
        CheckFacts(
            network=channel.network,
            channel_class=channel.channel_class,
            channel=str(channel.pk),
            what="settings",
            last_done=last.on if last else None,
            since=channel.live_since,
            changed=_says_otherwise(channel, last),
        )
    )


def _says_otherwise(channel: Channel, last: SettingsCheck | None) -> bool:
    """Whether the register has opened or closed the comments since they were seen."""
    return last is not None and channel.comments_open != (last.comments in LETS_IN)


def _others(channel: Channel) -> OthersFacts:
    return OthersFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
    )
