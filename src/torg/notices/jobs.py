"""The worker's door: write and send what waits, and find what was left half-way."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import structlog
from django.utils import timezone

from torg.kernel.scope import every_municipality
from torg.notices import actions
from torg.notices.models import Letter
from torg.notices.queries import due, left_sending
from torg.notices.queries.waiting import digests_open, people_untold
from torg.notices.states import Way
from torg.ports import mail as port
from torg.ports.errors import OutsideError

log = structlog.get_logger(__name__)
MOST = 100


def send_letters(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Send the letters that are due, one after the other; how many calls were made.

    Where nothing carries letters they wait, and the status page says so.
    """
    with every_municipality():
        actions.shorten_waits(now=clock())
        for letter in left_sending(clock())[:MOST]:
            actions.note_lost(letter=letter, now=clock())
        actions.drop_left(now=clock())
        way = port.mail()
        if way is None:
            return 0
        return sum(_send(letter, way, clock) for letter in due(clock())[:MOST])


def write_notices(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Write the letters to persons: what is told at once, and the day's digests; how many.

    Safe to run twice and by two: a letter and what it tells of are one transaction.
    """
    with every_municipality():
        now = clock()
        ways = [Way.AT_ONCE, Way.DIGEST] if digests_open(now) else [Way.AT_ONCE]
        return sum(_write(user, way, now) for way in ways for user in people_untold(way))


def tidy(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Personal letters that have done their work go; how many."""
    with every_municipality():
        return actions.forget_old(now=clock())


def _write(user: UUID, way: Way, now: datetime) -> bool:
    try:
        return actions.write_notices(user=user, way=way, now=now)
    except Exception:
        # One person's letter must not keep the others' from being written.
        log.exception("notices not written", user=str(user))
        return False


def _send(letter: Letter, way: port.Mail, clock: Callable[[], datetime]) -> bool:
    taken = actions.claim(letter=letter, now=clock())
    if taken is None:
        return False
    error: OutsideError | None = None
    try:
        way.send(
            port.Letter(
                key=f"{taken.municipality_id}:{taken.key}",
                to=taken.recipient,
                subject=taken.subject,
                text=taken.text,
            )
        )
    except OutsideError as said:
        log.warning("letter not sent", letter=str(taken.pk), code=said.code)
        error = said
    actions.note_outcome(letter=taken, error=error, now=clock())
    return True
