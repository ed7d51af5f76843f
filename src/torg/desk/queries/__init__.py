"""Reads across the rooms: a person's day, the menu's figures, how Torg is doing."""

from torg.desk.queries.day import Day, my_day
from torg.desk.queries.menu import Figure, navigation_counts
from torg.desk.queries.status import ChannelLine, Line, Status, Tone, status

__all__ = [
    "ChannelLine",
    "Day",
    "Figure",
    "Line",
    "Status",
    "Tone",
    "my_day",
    "navigation_counts",
    "status",
]
