from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.actions import Alarm, begin_hijack, end_hijack
from torg.channels.models import Channel, Hijack
from torg.delivery.actions import lift_hold, place_hold
from torg.delivery.queries.watch import active_holds
from torg.people.models import User


def raise_alarm(*, channel: Channel, alarm: Alarm, by: User, now: datetime) -> Hijack:
    """An account may be in other hands: nothing goes out there, and the playbook opens.

    Raises Denied, Refusal.
    """
    with transaction.atomic():
        hijack = begin_hijack(channel=channel, alarm=alarm, by=by, now=now)
        if not active_holds(channel.municipality_id).filter(channel=channel).exists():
            place_hold(
                municipality=channel.municipality,
                channel=channel,
                reason=_("Kontot kan vara kapat."),
                by=by,
                now=now,
            )
    return hijack


def call_off(*, hijack: Hijack, report: str, lift: bool, by: User, now: datetime) -> Hijack:
    """The account is ours again. lift: the channel's own pause ends too. Raises Denied, Refusal."""
    with transaction.atomic():
        over = end_hijack(hijack=hijack, report=report, by=by, now=now)
        own = active_holds(over.municipality_id).filter(channel=over.channel)
        if lift and (hold := own.first()) is not None:
            lift_hold(hold=hold, by=by, now=now)
    return over
