"""Whose accounts are looked at next, and what a look says that the register does not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from torg.channels.models import AccountAlarm, AlarmKind, Channel, ChannelConnection
from torg.channels.permissions import can_change
from torg.channels.queries import visible_to
from torg.channels.states import HEARD, AlarmState, ConnectionState
from torg.kernel.waits import CLOCKS_APART
from torg.people.models import User
from torg.people.permissions import Permission, can
from torg.ports.account import Sighting

LOOK_EVERY = timedelta(days=1)
# After a look without an answer; so many in a row make the connection degraded.
LOOK_AGAIN = timedelta(hours=1)
FAILED_LOOKS = 3
# A network that says that an account is gone is asked once more before anybody is alarmed.
SURE_AFTER = timedelta(minutes=15)
MOST = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look found. handle, address: the account's now. stranger: who has our name."""

    handle: str = ""
    address: str = ""
    stranger: str = ""
    words: str = ""


def due_looks(now: datetime) -> QuerySet[ChannelConnection]:
    """Connections whose account is to be looked at, those that have waited longest first.

    Also broken ones: an account that is taken over has often lost its key first. One whose next
    look is further off than a day was looked at by a clock ahead of its time.
    """
    never = Q(look_at=None) | Q(look_at__gt=now + LOOK_EVERY + CLOCKS_APART)
    rows = ChannelConnection.objects.filter(never | Q(look_at__lte=now), channel__state__in=HEARD)
    rows = rows.exclude(state=ConnectionState.ENDED).select_related("channel", "municipality")
    return rows.order_by("look_at", "pk")[:MOST]


def drifts(row: ChannelConnection, seen: Sighting, now: datetime) -> dict[AlarmKind, Finding]:
    """What differs from what the connection holds. One look without the account is no drift."""
    stranger = seen.holder if seen.holder not in ("", row.account_id) else ""
    account = seen.account
    if account is None:
        if stranger:
            return {AlarmKind.TAKEN: Finding(stranger=stranger)}
        sure = row.gone_since is not None and now - row.gone_since >= SURE_AFTER
        return {AlarmKind.GONE: Finding()} if sure else {}
    found: dict[AlarmKind, Finding] = {}
    if account.handle.casefold() != row.handle.casefold():
        found[AlarmKind.RENAMED] = Finding(account.handle, account.url, stranger)
    elif stranger:
        found[AlarmKind.TAKEN] = Finding(stranger=stranger)
    if row.marked and seen.marked is False:
        found[AlarmKind.UNMARKED] = Finding()
    return found


def open_alarms(channel: Channel) -> list[AccountAlarm]:
    """What waits for somebody on one channel, the oldest first."""
    rows = AccountAlarm.objects.filter(channel=channel, state=AlarmState.OPEN)
    return list(rows.order_by("raised_at"))


def alarms_visible_to(user: User) -> QuerySet[AccountAlarm]:
    """Alarms about channels that the person may see."""
    rows = AccountAlarm.objects.filter(channel__in=visible_to(user))
    return rows.select_related("channel__department")


def alarms_waiting(user: User) -> list[AccountAlarm]:
    """What waits for those who keep the register and for the channel's owner."""
    if not (can(user, Permission.KEEP_REGISTER) or can(user, Permission.MANAGE_CHANNELS)):
        return []
    rows = AccountAlarm.objects.filter(
        municipality_id=user.municipality_id, state=AlarmState.OPEN
    ).select_related("channel__department")
    return [row for row in rows.order_by("raised_at") if can_change(user, row.channel)]


def name_is_lost(channel: Channel) -> bool:
    """Whether a stranger has the account's name now: it is then no longer told to be ours."""
    rows = AccountAlarm.objects.filter(channel=channel, state=AlarmState.OPEN)
    return rows.exclude(account_now="").exists()
