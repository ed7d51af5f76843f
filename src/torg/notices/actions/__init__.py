from torg.notices.actions.doubt_letters import doubt_letters
from torg.notices.actions.send_letter import claim, note_lost, note_outcome
from torg.notices.actions.settle_letter import Settling, settle_letter
from torg.notices.actions.write_letter import write_letter

__all__ = [
    "Settling",
    "claim",
    "doubt_letters",
    "note_lost",
    "note_outcome",
    "settle_letter",
    "write_letter",
]
