"""The worker's door into moderation."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.utils import timezone

from torg.kernel.scope import every_municipality
from torg.moderation import actions
from torg.moderation.queries import awaiting_network, damaged, next_page
from torg.people.models import Municipality

log = structlog.get_logger(__name__)
# Evidence at a time, so that reading it all never keeps the disk from anybody.
FEW = 20


def follow_decisions(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """See what the networks did about our decisions; how many cases moved on."""
    moved = 0
    with every_municipality():
        for case in awaiting_network():
            try:
                moved += actions.follow(case=case, now=clock())
            except Exception:
                # One case must not hold the others; the next round tries again.
                log.exception("case could not be followed", case=str(case.pk))
    return moved


def check_evidence(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Read the next few sealed files again where a round goes on or is due; how many evidence."""
    read = 0
    with every_municipality():
        for municipality in Municipality.objects.all():
            held = actions.begin_round(municipality=municipality, now=clock())
            if held is None:
                continue
            page = next_page(held, FEW)
            if actions.note_page(held=held, page=page, faults=damaged(page), now=clock()):
                read += len(page)
    return read
