from torg.channels.views.alarms import settle_alarm
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
from torg.channels.views.closing import (
    advise_closing,
    confirm_order,
    decide_closing,
    list_closings,
    show_closing,
    start_closing,
    take_closing_step,
    tick_closing_item,
)
from torg.channels.views.coverage import show_coverage
from torg.channels.views.details import change_channel
from torg.channels.views.importing import import_channels, match_columns, open_table
from torg.channels.views.launch import launch_channel, start_channel, tick_item
from torg.channels.views.principles import propose_principle
from torg.channels.views.register import add_channel
from torg.channels.views.resting import turn_season
from torg.channels.views.table import change_channels, fetch_channels, list_channels
from torg.channels.views.team import make_rota, remove_member, set_member, show_team, swap_weeks

__all__ = [
    "add_channel",
    "advise_application",
    "advise_closing",
    "change_channel",
    "change_channels",
    "confirm_order",
    "connect",
    "consult_application",
    "decide_application",
    "decide_closing",
    "disconnect",
    "edit_application",
    "fetch_channels",
    "import_channels",
    "launch_channel",
    "list_applications",
    "list_channels",
    "list_closings",
    "make_rota",
    "match_columns",
    "open_table",
    "pass_on_application",
    "propose_principle",
    "remove_member",
    "return_application",
    "set_member",
    "settle_alarm",
    "show_application",
    "show_channel",
    "show_closing",
    "show_coverage",
    "show_team",
    "start_application",
    "start_channel",
    "start_closing",
    "swap_weeks",
    "take_closing_step",
    "tick_closing_item",
    "tick_item",
    "turn_season",
    "withdraw_application",
]
