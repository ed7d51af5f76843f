from torg.channels.views.channel import connect, disconnect, show_channel
from torg.channels.views.details import change_channel
from torg.channels.views.principles import propose_principle
from torg.channels.views.register import add_channel, list_channels

__all__ = [
    "add_channel",
    "change_channel",
    "connect",
    "disconnect",
    "list_channels",
    "propose_principle",
    "show_channel",
]
