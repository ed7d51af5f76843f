"""Waits that a clock ahead of its time has written, after the clock was set right."""

from datetime import datetime

from torg.kernel.waits import CLOCKS_APART, too_far
from torg.notices.models import Letter
from torg.notices.states import LONGEST_WAIT, SENDING_ENDS, LetterState


def shorten_waits(*, now: datetime) -> int:
    """Cut letters' waits to the longest that there is; how many were longer.

    A call that began in the future has begun now: else nobody would learn that it is lost.
    """
    late = now + CLOCKS_APART
    shortened = 0
    for letter in Letter.objects.filter(state=LetterState.WAITING, not_before__gt=late):
        if too_far(letter.not_before, now + LONGEST_WAIT):
            shortened += Letter.objects.filter(
                pk=letter.pk, state=LetterState.WAITING, not_before=letter.not_before
            ).update(not_before=now + LONGEST_WAIT)
    calls = Letter.objects.filter(state=LetterState.SENDING, sending_since__gt=late + SENDING_ENDS)
    return shortened + calls.update(sending_since=now)
