from torg.channels.views.channel import connect, disconnect, show_channel
from torg.channels.views.principles import propose_principle
from torg.channels.views.register import add_channel, list_channels

__all__ = [
    "add_channel",
    "connect",
    "disconnect",
    "list_channels",
    "propose_principle",
    "show_channel",
]
