"""Notices that are not told yet, and when a digest goes."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from torg.kernel.swedish_calendar import swedish_holidays
from torg.notices.models import Letter, Notice
from torg.notices.queries.events import EVENTS, URGENT
from torg.notices.states import Event, LetterState, Way
from torg.people.models import Municipality, User
from torg.people.permissions import can

DIGEST_AT, OFFICE_ENDS = time(8), time(17)
SATURDAY = 5
# Between two letters at once to the same person, so that a bad hour is not a hundred letters.
PAUSE = timedelta(minutes=5)
# Longer than any row of holidays; after a longer stop nobody is told of what Min dag shows.
NEWS = timedelta(days=7)
SHOWN = 30
KEPT = timedelta(days=90)


def digests_open(now: datetime) -> bool:
    """Whether a digest may go: on a working day in Sweden, from eight to five."""
    local = timezone.localtime(now)
    is_free = local.weekday() >= SATURDAY or local.date() in swedish_holidays(local.year)
    return not is_free and DIGEST_AT <= local.time() < OFFICE_ENDS


def people_untold(way: Way) -> list[UUID]:
    """Whom something waits for; asked over every municipality."""
    rows = Notice.objects.filter(told_at__isnull=True, way=way).order_by("user_id")
    return list(rows.values_list("user_id", flat=True).distinct())


def untold(user: User, way: Way) -> QuerySet[Notice]:
    """What the person is to be told that way, the oldest first."""
    rows = Notice.objects.filter(user=user, told_at__isnull=True, way=way)
    return rows.select_related("department").order_by("id")


def is_urgent(notice: Notice) -> bool:
    """Whether it goes without a pause after the last letter."""
    return notice.event in URGENT


def told_lately(user: User, now: datetime) -> bool:
    """Whether the person has just had a letter. A clock that was ahead holds nothing back."""
    rows = Letter.objects.filter(person=user, key__startswith="notices:")
    return rows.filter(made_at__gt=now - PAUSE, made_at__lte=now).exists()


def still_reaches(notice: Notice, user: User, now: datetime) -> bool:
    """Whether the person is still here and still to hear of it, and it is news at the moment."""
    needs = EVENTS[Event(notice.event)].needs
    if notice.made_at < now - NEWS:
        return False
    if not user.is_active or user.municipality_id != notice.municipality_id:
        return False
    return notice.named or needs is None or can(user, needs, department=notice.department)


def noted(municipality: Municipality, event: Event, since: datetime | None) -> frozenset[str]:
    """What has been noted of the event for anybody: the keys, as `notify` was given them.

    since: how far back the same can come again; None: for ever.
    """
    rows = Notice.objects.filter(municipality=municipality, event=event)
    if since is not None:
        rows = rows.filter(made_at__gte=since)
    begins = len(event) + 1
    return frozenset(key[begins:] for key in rows.values_list("key", flat=True).distinct())


def latest_of(user: User) -> QuerySet[Notice]:
    """What the person has been told, or will be, the newest first."""
    rows = Notice.objects.filter(user=user, municipality_id=user.municipality_id)
    return rows.select_related("letter").order_by("-id")[:SHOWN]


def left_behind() -> QuerySet[Letter]:
    """Letters that wait for somebody who has left."""
    return Letter.objects.filter(state=LetterState.WAITING, person__is_active=False)


def old_letters(now: datetime) -> QuerySet[Letter]:
    """Personal letters that have done their work."""
    done = [LetterState.SENT, LetterState.DROPPED]
    return Letter.objects.filter(person__isnull=False, state__in=done, made_at__lt=now - KEPT)
