"""Acts that more than one room has a part in."""

from torg.desk.actions.let_go import let_go
from torg.desk.actions.raise_alarm import call_off, raise_alarm
from torg.desk.actions.remind import remind_of_channels, remind_of_promises

__all__ = [
    "call_off",
    "let_go",
    "raise_alarm",
    "remind_of_channels",
    "remind_of_promises",
]
