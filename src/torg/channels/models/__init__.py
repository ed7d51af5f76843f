from torg.channels.models.channel import (
    REGISTER_LABELS,
    Channel,
    ChannelClass,
    ChannelKind,
    NetworkName,
)
from torg.channels.models.connection import ChannelConnection

__all__ = [
    "REGISTER_LABELS",
    "Channel",
    "ChannelClass",
    "ChannelConnection",
    "ChannelKind",
    "NetworkName",
]
