from torg.rules.models.acknowledgement import Acknowledgement, Reminder
from torg.rules.models.change_proposal import ChangeProposal
from torg.rules.models.dispatch import Dispatch
from torg.rules.models.mode_flag import ModeFlag
from torg.rules.models.pack_adoption import ASKS, AdoptionKind, PackAdoption

__all__ = [
    "ASKS",
    "Acknowledgement",
    "AdoptionKind",
    "ChangeProposal",
    "Dispatch",
    "ModeFlag",
    "PackAdoption",
    "Reminder",
]
