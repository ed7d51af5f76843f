from datetime import datetime

from django.db import transaction

from torg.notices.actions.telling import tell
from torg.notices.models import Letter, Notice
from torg.notices.states import LetterState
from torg.people.models import Municipality

BELIEVED = (LetterState.WAITING, LetterState.SENDING)


def doubt_letters(*, municipality: Municipality, cause: str, now: datetime) -> int:
    """After a restore: what is believed unsent may have been sent since, so a person decides.

    Notices that were in no letter yet are let be: what waits stands on Min dag. Returns how
    many letters.
    """
    with transaction.atomic():
        letters = list(Letter.objects.filter(municipality=municipality, state__in=BELIEVED))
        for letter in letters:
            letter.state, letter.code, letter.cause = LetterState.UNCLEAR, "restored", cause[:500]
            letter.sending_since = None
            letter.save()
            tell(letter, by=None, now=now)
        Notice.objects.filter(municipality=municipality, told_at__isnull=True).update(told_at=now)
    return len(letters)
