from torg.channels.models.application import (
    ApplicationDecision,
    ApplicationNote,
    ChannelApplication,
    NoteKind,
    Outcome,
)
from torg.channels.models.channel import (
    REGISTER_LABELS,
    Channel,
    ChannelClass,
    ChannelKind,
    NetworkName,
)
from torg.channels.models.connection import ChannelConnection
from torg.channels.models.launch_tick import LaunchTick
from torg.channels.models.mark import ChannelMark
from torg.channels.models.team import RotaWeek, TeamMember, TeamRight, column_of

__all__ = [
    "REGISTER_LABELS",
    "ApplicationDecision",
    "ApplicationNote",
    "Channel",
    "ChannelApplication",
    "ChannelClass",
    "ChannelConnection",
    "ChannelKind",
    "ChannelMark",
    "LaunchTick",
    "NetworkName",
    "NoteKind",
    "Outcome",
    "RotaWeek",
    "TeamMember",
    "TeamRight",
    "column_of",
]
