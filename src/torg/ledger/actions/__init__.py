from torg.ledger.actions.checkpoint import LedgerDamaged, LedgerKeyMissing, checkpoint
from torg.ledger.actions.dispose_content import dispose_content
from torg.ledger.actions.hand_over import hand_over
from torg.ledger.actions.record import (
    Draft,
    Exchange,
    OutsideTransaction,
    record,
    record_by_ids,
    record_many,
)

__all__ = [
    "Draft",
    "Exchange",
    "LedgerDamaged",
    "LedgerKeyMissing",
    "OutsideTransaction",
    "checkpoint",
    "dispose_content",
    "hand_over",
    "record",
    "record_by_ids",
    "record_many",
]
