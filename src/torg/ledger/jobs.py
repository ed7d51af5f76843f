"""The door for background work into the ledger."""

from datetime import datetime

import structlog

from torg.kernel.scope import every_municipality
from torg.ledger.actions import LedgerDamaged, LedgerKeyMissing, checkpoint, hand_over
from torg.ledger.queries import due
from torg.people.models import Municipality
from torg.ports.witness import witnesses

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


def hand_over_due(now: datetime) -> list[str]:
    """Give every place outside the house the newest checkpoint that it should have.

    Returns "slug: place" of those that could not be reached. Run twice it does nothing more.
    """
    failed: list[str] = []
    with every_municipality():
        for municipality in Municipality.objects.all():
            for witness in witnesses():
                waiting = due(municipality, witness, now)
                if waiting is None:
                    continue
                cause = hand_over(checkpoint=waiting, witness=witness, now=now).cause
                if cause:
                    where = f"{municipality.slug}: {witness.name}"
                    log.warning("ledger.not_handed_over", where=where, cause=cause)
                    failed.append(where)
    return failed
