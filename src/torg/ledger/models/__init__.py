from torg.ledger.models.checkpoint import Checkpoint
from torg.ledger.models.entry import Entry, EntryContent, EntryRef
from torg.ledger.models.head import Head

__all__ = ["Checkpoint", "Entry", "EntryContent", "EntryRef", "Head"]
