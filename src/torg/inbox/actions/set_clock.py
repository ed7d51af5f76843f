"""Waits that a clock ahead of its time has written, after the clock was set right."""

from datetime import datetime

from django.db.models import Q

from torg.inbox.models import RawDelivery, SyncState
from torg.inbox.states import poll_again_after, read_again_after
from torg.kernel.waits import CLOCKS_APART, too_far


def shorten_waits(*, now: datetime) -> int:
    """Cut waits to the longest that our own rules give; how many rows were wrong.

    A failure that began in the future has begun now: else a silent network would not be told
    of for days. A payload that nobody has tried to read is read at once.
    """
    return _polls(now) + _payloads(now)


def _polls(now: datetime) -> int:
    shortened = 0
    soon = now + CLOCKS_APART
    for state in SyncState.objects.filter(Q(not_before__gt=soon) | Q(failing_since__gt=soon)):
        longest = now + poll_again_after(state.tries)
        changed = {}
        if too_far(state.not_before, longest):
            changed["not_before"] = longest
        if too_far(state.failing_since, now):
            changed["failing_since"] = now
        if changed:
            shortened += SyncState.objects.filter(
                pk=state.pk, not_before=state.not_before, failing_since=state.failing_since
            ).update(**changed)
    return shortened


def _payloads(now: datetime) -> int:
    shortened = 0
    waiting = RawDelivery.objects.filter(processed_at__isnull=True)
    late = waiting.filter(not_before__gt=now + CLOCKS_APART)
    for raw in late.only("pk", "tries", "not_before"):
        longest = now + read_again_after(raw.tries) if raw.tries else now
        if too_far(raw.not_before, longest):
            shortened += waiting.filter(pk=raw.pk, not_before=raw.not_before).update(
                not_before=longest
            )
    return shortened
