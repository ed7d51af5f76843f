"""A letter's call: taken before it, and its outcome noted after."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from torg.notices.actions.telling import tell
from torg.notices.models import Letter
from torg.notices.states import SENDING_ENDS, LetterState, move_letter, wait_after
from torg.ports.errors import NeedsReconnect, OutsideError, Refused, Unreachable


def claim(*, letter: Letter, now: datetime) -> Letter | None:
    """Take a waiting letter for one call; None when somebody else has, or it may not go yet.

    Committed before the call: a death after this line leaves `sending`, which becomes unclear.
    """
    taken = Letter.objects.filter(
        pk=letter.pk, state=LetterState.WAITING, not_before__lte=now
    ).update(state=LetterState.SENDING, sending_since=now, tries=F("tries") + 1)
    return Letter.objects.select_related("municipality").get(pk=letter.pk) if taken else None


def note_outcome(*, letter: Letter, error: OutsideError | None, now: datetime) -> Letter:
    """What the call of a claimed letter came to; error: None when it was taken.

    A call that ends after its letter was given up as lost still counts when it went well.
    """
    with transaction.atomic():
        held: Letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        mine = held.tries == letter.tries
        late = held.state == LetterState.UNCLEAR and error is None
        if not mine or not (held.state == LetterState.SENDING or late):
            return held
        to = _state_after(error)
        held.state = move_letter(LetterState(held.state), to)
        held.code, held.cause = (error.code[:120], cause_of(error)) if error else ("", "")
        held.done_at = now if to == LetterState.SENT else None
        held.not_before = now + _pause(error, held.tries)
        held.sending_since = None
        held.save()
        if to != LetterState.WAITING:
            tell(held, by=None, now=now)
    return held


def note_lost(*, letter: Letter, now: datetime) -> bool:
    """Whoever sent it is gone, so it may have left: unclear. False when it has an outcome."""
    with transaction.atomic():
        lost = Letter.objects.filter(
            pk=letter.pk, state=LetterState.SENDING, sending_since__lte=now - SENDING_ENDS
        ).update(
            state=LetterState.UNCLEAR,
            code="lost",
            cause=_("Torg stannade medan brevet skickades."),
            sending_since=None,
        )
        if lost:
            tell(Letter.objects.select_related("municipality").get(pk=letter.pk), by=None, now=now)
    return bool(lost)


def cause_of(error: OutsideError) -> str:
    """One Swedish sentence about what went wrong."""
    if isinstance(error, Refused):
        return error.cause[:500]
    if isinstance(error, NeedsReconnect):
        return _("E-postservern godtar inte Torgs inloggning.")
    if isinstance(error, Unreachable) and error.maybe_done:
        return _("E-postservern svarade inte färdigt, så brevet kan ha gått i väg.")
    return _("E-postservern går inte att nå.")


def _state_after(error: OutsideError | None) -> LetterState:
    if error is None:
        return LetterState.SENT
    if isinstance(error, Unreachable) and error.maybe_done:
        return LetterState.UNCLEAR
    final = isinstance(error, Refused) and error.retry_after is None
    return LetterState.FAILED if final else LetterState.WAITING


def _pause(error: OutsideError | None, tries: int) -> timedelta:
    asked = error.retry_after if isinstance(error, Refused) else None
    return max(wait_after(tries), asked) if asked else wait_after(tries)
