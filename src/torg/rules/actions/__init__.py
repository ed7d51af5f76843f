from torg.rules.actions.acknowledge import acknowledge, remind
from torg.rules.actions.adopt_pack import adopt_pack
from torg.rules.actions.mark_sent import mark_sent
from torg.rules.actions.propose_change import Wanted, propose_change
from torg.rules.actions.set_mode import set_mode
from torg.rules.actions.settle_change import approve_change, decline_change, withdraw_change

__all__ = [
    "Wanted",
    "acknowledge",
    "adopt_pack",
    "approve_change",
    "decline_change",
    "mark_sent",
    "propose_change",
    "remind",
    "set_mode",
    "withdraw_change",
]
