from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.notices.actions.telling import tell
from torg.notices.models import Letter
from torg.notices.permissions import check_can_settle
from torg.notices.states import LETTER_MOVES, LetterState, move_letter
from torg.people.models import User


class Settling(StrEnum):
    """What a person says of a letter that failed or is unclear."""

    AGAIN = "again"
    ARRIVED = "arrived"
    DROP = "drop"


TO = {
    Settling.AGAIN: LetterState.WAITING,
    Settling.ARRIVED: LetterState.SENT,
    Settling.DROP: LetterState.DROPPED,
}


def settle_letter(*, letter: Letter, settling: Settling, by: User, now: datetime) -> Letter:
    """Send it again, note that it arrived, or let it be. Raises Denied, Refusal (settled)."""
    check_can_settle(by, letter)
    to = TO[settling]
    with transaction.atomic():
        held: Letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        state = LetterState(held.state)
        if to not in LETTER_MOVES[state] or state == LetterState.SENDING:
            raise Refusal(
                _("Brevet väntar inte längre på ett besked."), remedy=_("Ladda om sidan.")
            )
        held.state = move_letter(state, to)
        held.done_at = now if to == LetterState.SENT else None
        held.not_before, held.code, held.cause = now, "", ""
        held.save()
        tell(held, by=by, now=now)
    return held
