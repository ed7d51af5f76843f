"""Hand a checkpoint to a place outside the house, and note how it went."""

from datetime import datetime

from django.db import transaction

from torg.kernel.scope import scope
from torg.ledger.models import Checkpoint, Departure
from torg.ports.errors import OutsideError, Refused
from torg.ports.witness import Statement, Witness


def hand_over(*, checkpoint: Checkpoint, witness: Witness, now: datetime) -> Departure:
    """The place has it, or the cause says why not; then it is tried again later.

    Not an entry of its own: each would make a new checkpoint, which would leave in its turn.
    The call is made outside any transaction; cut off after it, it is made once more, which
    does no harm.
    """
    origin, _, _ = checkpoint.note.partition("\n")
    receipt, cause = b"", ""
    try:
        receipt = witness.keep(Statement(origin, checkpoint.size, checkpoint.note))
    except OutsideError as error:
        cause = error.cause if isinstance(error, Refused) else error.code
    noted = Departure(
        municipality_id=checkpoint.municipality_id,
        checkpoint=checkpoint,
        witness=witness.name,
        at=None if cause else now,
        receipt=receipt,
        cause=cause,
    )
    with transaction.atomic(), scope(checkpoint.municipality_id):
        rows = Departure.objects.filter(checkpoint=checkpoint, witness=witness.name)
        # What the place has been given it keeps, whatever a later try comes to.
        if not (cause and rows.filter(at__isnull=False).exists()):
            rows.delete()
            noted.save(force_insert=True)
    return noted
