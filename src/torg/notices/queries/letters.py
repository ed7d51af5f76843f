"""Letters, whoever they are for."""

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
    """The letters that the person may read, the newest first.

    Orders to the register for those who keep it; notices for the one they are written to, and
    for nobody else: whoever keeps the register has no use for what a colleague is told.
    """
    mine = Q(person=user)
    if may_read_letters(user):
        mine |= Q(person__isnull=True)
    return Letter.objects.filter(mine, municipality_id=user.municipality_id)


def of_register(user: User) -> QuerySet[Letter]:
    """Of those, the orders to the register."""
    rows = Letter.objects.filter(municipality_id=user.municipality_id, person__isnull=True)
    return rows if may_read_letters(user) else rows.none()


def asking(user: User) -> QuerySet[Letter]:
    """Orders that wait for the person's word: failed, or unclear whether they left."""
    return of_register(user).filter(state__in=ASKING).order_by("made_at")


def personal_asking(municipality: UUID, since: datetime) -> int:
    """How many notices have not reached their person since then; each sees the own ones."""
    rows = Letter.objects.filter(municipality_id=municipality, person__isnull=False)
    return rows.filter(state__in=ASKING, made_at__gte=since).count()


def written(municipality: UUID, key: str) -> Letter | None:
    """The letter with that key, if one was laid."""
    return Letter.objects.filter(municipality_id=municipality, key=key).first()


def standing(municipality: UUID) -> tuple[int, int, datetime | None]:
    """How many letters wait, how many orders need a person, and since when the oldest waits."""
    told = Letter.objects.filter(municipality_id=municipality).aggregate(
        waiting=Count("pk", filter=Q(state=LetterState.WAITING)),
        asking=Count("pk", filter=Q(state__in=ASKING, person__isnull=True)),
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
