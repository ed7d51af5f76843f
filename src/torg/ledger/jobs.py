"""The door for background work into the ledger."""

from datetime import datetime

import structlog

from torg.kernel.scope import every_municipality
from torg.ledger.actions import LedgerDamaged, LedgerKeyMissing, checkpoint
from torg.people.models import Municipality

log = structlog.get_logger()


def checkpoint_all(now: datetime) -> list[str]:
    """Sign every municipality's log; the slugs of those that could not be signed.

    One damaged log does not keep the others from being signed. Run twice it does
    nothing more: a log that has not grown is not signed again.
    """
    failed: list[str] = []
    with every_municipality():
        for municipality in Municipality.objects.all():
            try:
                checkpoint(municipality=municipality, now=now)
            except (LedgerDamaged, LedgerKeyMissing, OSError, ValueError) as error:
                log.error("ledger.not_signed", municipality=municipality.slug, cause=str(error))
                failed.append(municipality.slug)
    return failed
