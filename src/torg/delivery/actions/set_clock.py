"""Waits that a clock ahead of its time has written, after the clock was set right."""

from datetime import datetime

from torg.delivery.models import Act, Attempt, Breaker
from torg.delivery.states import ActState, pause_after, wait_after
from torg.kernel.waits import CLOCKS_APART, too_far
from torg.ports.registry import network_for


def shorten_waits(*, now: datetime) -> int:
    """Cut waits to the longest that our own rules give; how many were longer.

    A wait that the network itself asked for is kept, unless it was noted in the future. What
    is unclear waits its whole window anew: its call has ended, so that is long enough.
    """
    return _unclear(now) + _due(now) + _channels(now)


def _unclear(now: datetime) -> int:
    shortened = 0
    waiting = Act.objects.filter(
        state=ActState.UNKNOWN, asks_person=False, uncertain_until__gt=now + CLOCKS_APART
    )
    for act in waiting.select_related("channel__connection"):
        window = network_for(act.channel.connection.adapter).card.uncertainty
        shortened += Act.objects.filter(
            pk=act.pk, state=ActState.UNKNOWN, uncertain_until__gt=now + CLOCKS_APART + window
        ).update(uncertain_until=now + window)
    return shortened


def _due(now: datetime) -> int:
    shortened = 0
    tried = Act.objects.filter(state=ActState.DUE, tries__gt=0, not_before__gt=now + CLOCKS_APART)
    for act in tried:
        longest = max(act.due_at, now + wait_after(act.tries))
        if too_far(act.not_before, longest) and not _asked_by_network(act, now):
            shortened += Act.objects.filter(
                pk=act.pk, state=ActState.DUE, not_before=act.not_before
            ).update(not_before=longest)
    return shortened


def _asked_by_network(act: Act, now: datetime) -> bool:
    latest = Attempt.objects.filter(act=act).order_by("-number").first()
    if latest is None or latest.ended_at is None:
        return False
    return latest.outcome == "later" and latest.ended_at <= now + CLOCKS_APART


def _channels(now: datetime) -> int:
    shortened = 0
    for breaker in Breaker.objects.filter(retry_at__gt=now + CLOCKS_APART):
        longest = now + pause_after(breaker.trips)
        if not too_far(breaker.retry_at, longest):
            continue
        ahead = too_far(breaker.opened_at, now)
        if ahead or too_far(breaker.asked_at, now) or not breaker.limited:
            shortened += Breaker.objects.filter(pk=breaker.pk, retry_at=breaker.retry_at).update(
                retry_at=longest, opened_at=now if ahead else breaker.opened_at
            )
    return shortened
