from torg.notices.actions.doubt_letters import doubt_letters
from torg.notices.actions.drop_left import drop_left, forget_old
from torg.notices.actions.notify import notify
from torg.notices.actions.send_letter import claim, note_lost, note_outcome
from torg.notices.actions.set_clock import shorten_waits
from torg.notices.actions.set_ways import set_own_ways, set_role_ways
from torg.notices.actions.settle_letter import Settling, settle_letter
from torg.notices.actions.write_letter import write_letter
from torg.notices.actions.write_notices import write_notices

__all__ = [
    "Settling",
    "claim",
    "doubt_letters",
    "drop_left",
    "forget_old",
    "note_lost",
    "note_outcome",
    "notify",
    "set_own_ways",
    "set_role_ways",
    "settle_letter",
    "shorten_waits",
    "write_letter",
    "write_notices",
]
