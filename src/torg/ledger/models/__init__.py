from torg.ledger.models.checkpoint import Checkpoint
from torg.ledger.models.departure import Departure
from torg.ledger.models.entry import Entry, EntryContent, EntryRef
from torg.ledger.models.head import Head

__all__ = ["Checkpoint", "Departure", "Entry", "EntryContent", "EntryRef", "Head"]
