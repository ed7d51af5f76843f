"""Reads across the rooms: a person's day, the menu's figures, how Torg is doing."""

from torg.desk.queries.day import Day, my_day
from torg.desk.queries.frame import Facts, facts
from torg.desk.queries.line import Line, Tone
from torg.desk.queries.menu import Figure, navigation_counts
from torg.desk.queries.objects import may_draft, words_of
from torg.desk.queries.status import ChannelLine, Status, status
from torg.desk.queries.storage import RESTORED, evidence_line, ground_alarms

__all__ = [
    "RESTORED",
    "ChannelLine",
    "Day",
    "Facts",
    "Figure",
    "Line",
    "Status",
    "Tone",
    "evidence_line",
    "facts",
    "ground_alarms",
    "may_draft",
    "my_day",
    "navigation_counts",
    "status",
    "words_of",
]
