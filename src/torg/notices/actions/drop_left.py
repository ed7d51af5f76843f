from datetime import datetime

from django.db import transaction

from torg.notices.queries.waiting import left_behind, old_letters
from torg.notices.states import LetterState


def drop_left(*, now: datetime) -> int:  # noqa: ARG001 - as the house asks
    """Notices to somebody who has left are not sent; how many letters."""
    with transaction.atomic():
        return left_behind().update(state=LetterState.DROPPED)


def forget_old(*, now: datetime) -> int:
    """Personal letters that have done their work go, with the address; how many.

    What the person was told of stays as a row, so that it is not told again.
    """
    with transaction.atomic():
        deleted, _rows = old_letters(now).delete()
    return deleted
