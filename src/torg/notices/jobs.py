"""The worker's door: send what waits, and find what was left half-way."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.utils import timezone

from torg.kernel.scope import every_municipality
from torg.notices import actions
from torg.notices.models import Letter
from torg.notices.queries import due, left_sending
from torg.ports import mail as port
from torg.ports.errors import OutsideError

log = structlog.get_logger(__name__)
MOST = 100


def send_letters(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Send the letters that are due, one after the other; how many calls were made.

    Where nothing carries letters they wait, and the status page says so.
    """
    with every_municipality():
        for letter in left_sending(clock())[:MOST]:
            actions.note_lost(letter=letter, now=clock())
        way = port.mail()
        if way is None:
            return 0
        return sum(_send(letter, way, clock) for letter in due(clock())[:MOST])


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
