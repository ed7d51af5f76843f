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
from torg.channels.views.team import (
    make_rota,
    remove_member,
    set_member,
    show_team,
    swap_weeks,
)

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
    "make_rota",
    "pass_on_application",
    "propose_principle",
    "remove_member",
    "return_application",
    "set_member",
    "show_application",
    "show_channel",
    "show_team",
    "start_application",
    "start_channel",
    "swap_weeks",
    "tick_item",
    "withdraw_application",
]
