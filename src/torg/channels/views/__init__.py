from torg.channels.views.application_steps import (
    advise_application,
    consult_application,
    decide_application,
    pass_on_application,
    return_application,
    withdraw_application,
)
from torg.channels.views.applications import (
    edit_application,
    list_applications,
    show_application,
    start_application,
)
from torg.channels.views.channel import connect, disconnect, show_channel
from torg.channels.views.details import change_channel
from torg.channels.views.launch import launch_channel, start_channel, tick_item
from torg.channels.views.principles import propose_principle
from torg.channels.views.register import add_channel, list_channels

__all__ = [
    "add_channel",
    "advise_application",
    "change_channel",
    "connect",
    "consult_application",
    "decide_application",
    "disconnect",
    "edit_application",
    "launch_channel",
    "list_applications",
    "list_channels",
    "pass_on_application",
    "propose_principle",
    "return_application",
    "show_application",
    "show_channel",
    "start_application",
    "start_channel",
    "tick_item",
    "withdraw_application",
]
