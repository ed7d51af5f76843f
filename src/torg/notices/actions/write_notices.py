"""Letters to persons, out of what they are to be told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from torg.kernel.refs import Ref
from torg.notices.actions.write_letter import write_letter
from torg.notices.models import Notice
from torg.notices.queries import written
from torg.notices.queries.events import EVENTS, line
from torg.notices.queries.waiting import is_urgent, still_reaches, told_lately, untold
from torg.notices.states import Event, Way
from torg.people.models import User


def write_notices(*, user: UUID, way: Way, now: datetime) -> bool:
    """One letter with all that waits for the person; False when there is none to write.

    Of several workers one writes it: the person is held, and a digest's key is the day. What
    no longer concerns the person, or is no news after a long stop, is let be.
    """
    with transaction.atomic():
        person = User.objects.select_for_update(of=("self",)).get(pk=user)
        waiting = list(untold(person, way))
        rows = [row for row in waiting if still_reaches(row, person, now)]
        _close([row for row in waiting if row not in rows], now)
        if not rows or (way is Way.AT_ONCE and _waits(rows, person, now)):
            return False
        key = _key(person, way, rows[0], now)
        laid = write_letter(
            municipality=person.municipality,
            key=key,
            to=person.email,
            subject=_subject(rows, way, now),
            text=_text(rows),
            about=Ref("people.user", str(person.pk)),
            now=now,
            person=person,
        )
        if laid:
            letter = written(person.municipality_id, key)
            Notice.objects.filter(pk__in=[row.pk for row in rows]).update(
                told_at=now, letter=letter
            )
    return laid


def _close(rows: Sequence[Notice], now: datetime) -> None:
    if rows:
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)


def _waits(rows: Sequence[Notice], person: User, now: datetime) -> bool:
    return not any(is_urgent(row) for row in rows) and told_lately(person, now)


def _key(person: User, way: Way, first: Notice, now: datetime) -> str:
    """A digest is one a day, also when the clock goes back: what is left waits for the next."""
    if way is Way.DIGEST:
        return f"digest:{person.pk}:{timezone.localdate(now)}"
    return f"notices:{first.pk}"


def _subject(rows: Sequence[Notice], way: Way, now: datetime) -> str:
    if way is Way.DIGEST:
        return _("Torg: sammanfattning %(day)s") % {"day": timezone.localdate(now)}
    if len(rows) == 1:
        return _("Torg: %(what)s") % {"what": _line(rows[0]).rstrip(".")}
    return ngettext("Torg: %(n)s avisering", "Torg: %(n)s aviseringar", len(rows)) % {
        "n": len(rows)
    }


def _text(rows: Sequence[Notice]) -> str:
    parts = [
        f"{_line(row)}\n{EVENTS[Event(row.event)].do}\n{settings.PUBLIC_URL}{row.path}"
        for row in rows
    ]
    own = f"{settings.PUBLIC_URL}{reverse('notices:set_own')}"
    ending = _("Du väljer själv vad som kommer med e-post. Ändra under Aviseringar:")
    return "\n\n".join([*parts, f"--\n{ending}\n{own}\n"])


def _line(row: Notice) -> str:
    return line(Event(row.event), row.what)
