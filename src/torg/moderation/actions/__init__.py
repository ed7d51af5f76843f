from torg.moderation.actions.close import close
from torg.moderation.actions.decide import Decision, decide
from torg.moderation.actions.dismiss import dismiss
from torg.moderation.actions.follow import follow
from torg.moderation.actions.report import report

__all__ = ["Decision", "close", "decide", "dismiss", "follow", "report"]
