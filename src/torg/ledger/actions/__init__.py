from torg.ledger.actions.checkpoint import LedgerDamaged, LedgerKeyMissing, checkpoint
from torg.ledger.actions.dispose_content import dispose_content
from torg.ledger.actions.record import Exchange, OutsideTransaction, record, record_by_ids

__all__ = [
    "Exchange",
    "LedgerDamaged",
    "LedgerKeyMissing",
    "OutsideTransaction",
    "checkpoint",
    "dispose_content",
    "record",
    "record_by_ids",
]
