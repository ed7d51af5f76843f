from torg.moderation.actions.accept import accept
from torg.moderation.actions.check_evidence import begin_round, note_page
from torg.moderation.actions.close import close
from torg.moderation.actions.decide import Decision, decide
from torg.moderation.actions.dismiss import dismiss
from torg.moderation.actions.follow import follow
from torg.moderation.actions.give_back import give_back
from torg.moderation.actions.hand_over import hand_over
from torg.moderation.actions.mend_evidence import mend_evidence
from torg.moderation.actions.register import register
from torg.moderation.actions.report import report
from torg.moderation.actions.undo_decision import undo_decision

__all__ = [
    "Decision",
    "accept",
    "begin_round",
    "close",
    "decide",
    "dismiss",
    "follow",
    "give_back",
    "hand_over",
    "mend_evidence",
    "note_page",
    "register",
    "report",
    "undo_decision",
]
