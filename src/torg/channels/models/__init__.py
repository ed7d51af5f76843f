from torg.channels.models.channel import Channel, ChannelClass, ChannelKind, NetworkName
from torg.channels.models.connection import ChannelConnection

__all__ = ["Channel", "ChannelClass", "ChannelConnection", "ChannelKind", "NetworkName"]
