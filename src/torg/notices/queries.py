"""Every read of letters."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from torg.notices.models import Letter
from torg.notices.permissions import may_read_letters
from torg.notices.states import SENDING_ENDS, LetterState
from torg.people.models import User

ASKING = (LetterState.FAILED, LetterState.UNCLEAR)


def visible_to(user: User) -> QuerySet[Letter]:
    """The letters that the person may read, the newest first."""
    rows = Letter.objects.filter(municipality_id=user.municipality_id)
    return rows if may_read_letters(user) else rows.none()


def asking(user: User) -> QuerySet[Letter]:
    """Those that wait for the person's word: failed, or unclear whether they left."""
    return visible_to(user).filter(state__in=ASKING).order_by("made_at")


def written(municipality: UUID, key: str) -> Letter | None:
    """The letter with that key, if one was laid."""
    return Letter.objects.filter(municipality_id=municipality, key=key).first()


def standing(municipality: UUID) -> tuple[int, int, datetime | None]:
    """How many letters wait, how many need a person, and since when the oldest waits."""
    told = Letter.objects.filter(municipality_id=municipality).aggregate(
        waiting=Count("pk", filter=Q(state=LetterState.WAITING)),
        asking=Count("pk", filter=Q(state__in=ASKING)),
        oldest=Min("made_at", filter=Q(state=LetterState.WAITING)),
    )
    return told["waiting"], told["asking"], told["oldest"]


def due(now: datetime) -> QuerySet[Letter]:
    """Those that may be sent now, the oldest first; asked over every municipality."""
    return Letter.objects.filter(state=LetterState.WAITING, not_before__lte=now).order_by(
        "not_before", "id"
    )


def left_sending(now: datetime) -> QuerySet[Letter]:
    """Those whose sender never came back."""
    return Letter.objects.filter(state=LetterState.SENDING, sending_since__lte=now - SENDING_ENDS)


def state_name(letter: Letter) -> tuple[str, str, str]:
    """Words, tone and icon of where the letter is."""
    names = {
        LetterState.WAITING: (_("Väntar på att skickas"), "neutral", "clock"),
        LetterState.SENDING: (_("Skickas"), "neutral", "send"),
        LetterState.SENT: (_("Skickat"), "success", "check-circle"),
        LetterState.FAILED: (_("Gick inte att skicka"), "danger", "alert-octagon"),
        LetterState.UNCLEAR: (_("Oklart om det gick"), "danger", "alert-octagon"),
        LetterState.DROPPED: (_("Skickas inte"), "neutral", "x"),
    }
    return names[LetterState(letter.state)]
