"""Acts that more than one room has a part in."""

from torg.desk.actions.let_go import let_go
from torg.desk.actions.raise_alarm import call_off, raise_alarm

__all__ = [
    "call_off",
    "let_go",
    "raise_alarm",
]
