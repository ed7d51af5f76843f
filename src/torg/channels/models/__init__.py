from torg.channels.models.access import AccessLevel, ChannelAccess, SecondFactor
from torg.channels.models.alarm import AccountAlarm, AlarmKind
from torg.channels.models.application import (
    ApplicationDecision,
    ApplicationNote,
    ApplicationReading,
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
    functions_of,
)
from torg.channels.models.channel_import import ChannelImport
from torg.channels.models.closing import (
    ArchiveChoice,
    Closing,
    ClosingAdvice,
    ClosingDecision,
    ClosingItem,
    ClosingNotice,
    ClosingOrigin,
)
from torg.channels.models.connection import ChannelConnection
from torg.channels.models.departure import Departure, DepartureTask, TaskKind
from torg.channels.models.hijack import Hijack, HijackStep
from torg.channels.models.inventory import (
    InventoryPart,
    InventoryRound,
    InventoryRow,
    RowAnswer,
)
from torg.channels.models.launch_tick import LaunchTick
from torg.channels.models.mark import ChannelMark
from torg.channels.models.period import ChannelPeriod
from torg.channels.models.reach_purchase import ReachPurchase
from torg.channels.models.register_owner import RegisterOwner
from torg.channels.models.review import ChannelReview, ReviewOutcome
from torg.channels.models.settings_check import SettingsCheck, SettingState
from torg.channels.models.team import RotaWeek, TeamMember, TeamRight, column_of

__all__ = [
    "REGISTER_LABELS",
    "AccessLevel",
    "AccountAlarm",
    "AlarmKind",
    "ApplicationDecision",
    "ApplicationNote",
    "ApplicationReading",
    "ArchiveChoice",
    "Channel",
    "ChannelAccess",
    "ChannelApplication",
    "ChannelClass",
    "ChannelConnection",
    "ChannelImport",
    "ChannelKind",
    "ChannelMark",
    "ChannelPeriod",
    "ChannelReview",
    "Closing",
    "ClosingAdvice",
    "ClosingDecision",
    "ClosingItem",
    "ClosingNotice",
    "ClosingOrigin",
    "Departure",
    "DepartureTask",
    "Hijack",
    "HijackStep",
    "InventoryPart",
    "InventoryRound",
    "InventoryRow",
    "LaunchTick",
    "NetworkName",
    "NoteKind",
    "Outcome",
    "ReachPurchase",
    "RegisterOwner",
    "ReviewOutcome",
    "RotaWeek",
    "RowAnswer",
    "SecondFactor",
    "SettingState",
    "SettingsCheck",
    "TaskKind",
    "TeamMember",
    "TeamRight",
    "column_of",
    "functions_of",
]
