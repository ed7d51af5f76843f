"""What has left the house, and what is still to leave."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from torg.ledger.models import Checkpoint, Departure
from torg.ledger.queries.proofs import latest_checkpoint
from torg.people.models import Municipality
from torg.ports.witness import Witness, witnesses

PATIENCE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Outside:
    """One place. at and size: of the newest checkpoint that it has, None before the first;
    cause: why the newest try failed; is_late: something should have left and has not."""

    name: str
    at: datetime | None
    size: int | None
    cause: str
    is_late: bool


def due(municipality: Municipality, witness: Witness, now: datetime) -> Checkpoint | None:
    """The checkpoint that the place should be given now, if any. Asks in an open scope."""
    newest, last = latest_checkpoint(municipality), _last(municipality, witness.name)
    if newest is None or (last and last.checkpoint_id == newest.pk):
        return None
    waits = last is not None and last.at is not None and now - last.at < witness.every
    return None if waits else newest


def outside(municipality: Municipality, now: datetime) -> list[Outside]:
    """How each place that is set up fares."""
    return [_fares(municipality, witness, now) for witness in witnesses()]


def receipts(municipality: Municipality) -> list[Departure]:
    """What came back as proof, by the checkpoints' size."""
    rows = Departure.objects.filter(municipality=municipality, at__isnull=False)
    kept = rows.exclude(receipt=b"").select_related("checkpoint").order_by("checkpoint__size")
    return list(kept)


def _fares(municipality: Municipality, witness: Witness, now: datetime) -> Outside:
    last, waiting = _last(municipality, witness.name), due(municipality, witness, now)
    tried: Departure | None = Departure.objects.filter(
        municipality=municipality, checkpoint=waiting, witness=witness.name
    ).first()
    since = (last.at if last else None) or (waiting.at if waiting else now)
    return Outside(
        name=witness.name,
        at=last.at if last else None,
        size=last.checkpoint.size if last else None,
        cause=tried.cause if waiting and tried else "",
        is_late=waiting is not None and now - since > witness.every + PATIENCE,
    )


def _last(municipality: Municipality, name: str) -> Departure | None:
    rows = Departure.objects.filter(municipality=municipality, witness=name, at__isnull=False)
    found: Departure | None = rows.select_related("checkpoint").first()
    return found
