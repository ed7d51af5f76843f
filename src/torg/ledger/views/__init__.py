from torg.ledger.views.entry import download_proof, show_entry
from torg.ledger.views.entry_list import list_entries

__all__ = ["download_proof", "list_entries", "show_entry"]
