from torg.channels.actions.add_channel import add_channel
from torg.channels.actions.advise_application import advise_application, consult_application
from torg.channels.actions.answer_inventory import Said, answer_inventory
from torg.channels.actions.archive_choice import choose_archive, note_snapshot, tick_closing_item
from torg.channels.actions.buy_reach import (
    ReachWish,
    decline_reach,
    order_reach,
    request_reach,
    settle_reach,
    withdraw_reach,
)
from torg.channels.actions.change_channel import change_channel
from torg.channels.actions.change_channels import MOST as MOST_TOGETHER
from torg.channels.actions.change_channels import Outcome, change_channels
from torg.channels.actions.check_settings import assess_settings, check_settings
from torg.channels.actions.connect import connect
from torg.channels.actions.decide_access import decline_access, grant_access
from torg.channels.actions.decide_application import decide_application
from torg.channels.actions.decide_closing import decide_closing
from torg.channels.actions.disconnect import disconnect
from torg.channels.actions.hijack import Alarm, begin_hijack, end_hijack, take_hijack_step
from torg.channels.actions.hold_inventory import (
    close_inventory,
    remind_departments,
    start_inventory,
)
from torg.channels.actions.import_channels import (
    drop_table,
    import_channels,
    match_columns,
    open_table,
)
from torg.channels.actions.keep_access import (
    Safety,
    confirm_access,
    note_safety,
    withdraw_access,
)
from torg.channels.actions.leave import leave
from torg.channels.actions.make_rota import make_rota, swap_weeks
from torg.channels.actions.mark_addresses import mark_addresses
from torg.channels.actions.mark_broken import mark_broken
from torg.channels.actions.mark_degraded import mark_degraded, mark_recovered
from torg.channels.actions.name_register_owner import name_register_owner
from torg.channels.actions.note_activity import note_activity
from torg.channels.actions.note_purpose import keep_figures, note_purpose
from torg.channels.actions.note_sighting import note_sighting, note_unseen
from torg.channels.actions.notify_followers import (
    add_notice,
    finish_notices,
    move_closing_day,
    note_told,
)
from torg.channels.actions.order_deregistration import confirm_order, order_deregistration
from torg.channels.actions.prepare_channel import Preparation, prepare_channel
from torg.channels.actions.prepare_merge import advise_closing, prepare_merge
from torg.channels.actions.raise_alarm import end_alarm, raise_alarm
from torg.channels.actions.request_access import AccessWish, request_access
from torg.channels.actions.rest_channel import rest_channel, wake_channel
from torg.channels.actions.return_application import pass_on_application, return_application
from torg.channels.actions.review_channel import review_channel
from torg.channels.actions.save_application import ApplicationWords, save_application
from torg.channels.actions.send_application import send_application, withdraw_application
from torg.channels.actions.set_member import remove_member, set_member
from torg.channels.actions.settle_alarm import accept_handle, dismiss_alarm
from torg.channels.actions.settle_task import settle_task
from torg.channels.actions.start_application import start_application
from torg.channels.actions.start_channel import start_channel, tick, untick
from torg.channels.actions.start_closing import (
    accept_closing,
    ask_to_close,
    drop_closing,
    start_closing,
)
from torg.channels.actions.subscribe import subscribe

__all__ = [
    "MOST_TOGETHER",
    "AccessWish",
    "Alarm",
    "ApplicationWords",
    "Outcome",
    "Preparation",
    "ReachWish",
    "Safety",
    "Said",
    "accept_closing",
    "accept_handle",
    "add_channel",
    "add_notice",
    "advise_application",
    "advise_closing",
    "answer_inventory",
    "ask_to_close",
    "assess_settings",
    "begin_hijack",
    "change_channel",
    "change_channels",
    "check_settings",
    "choose_archive",
    "close_inventory",
    "confirm_access",
    "confirm_order",
    "connect",
    "consult_application",
    "decide_application",
    "decide_closing",
    "decline_access",
    "decline_reach",
    "disconnect",
    "dismiss_alarm",
    "drop_closing",
    "drop_table",
    "end_alarm",
    "end_hijack",
    "finish_notices",
    "grant_access",
    "import_channels",
    "keep_figures",
    "leave",
    "make_rota",
    "mark_addresses",
    "mark_broken",
    "mark_degraded",
    "mark_recovered",
    "match_columns",
    "move_closing_day",
    "name_register_owner",
    "note_activity",
    "note_purpose",
    "note_safety",
    "note_sighting",
    "note_snapshot",
    "note_told",
    "note_unseen",
    "open_table",
    "order_deregistration",
    "order_reach",
    "pass_on_application",
    "prepare_channel",
    "prepare_merge",
    "raise_alarm",
    "remind_departments",
    "remove_member",
    "request_access",
    "request_reach",
    "rest_channel",
    "return_application",
    "review_channel",
    "save_application",
    "send_application",
    "set_member",
    "settle_reach",
    "settle_task",
    "start_application",
    "start_channel",
    "start_closing",
    "start_inventory",
    "subscribe",
    "swap_weeks",
    "take_hijack_step",
    "tick",
    "tick_closing_item",
    "untick",
    "wake_channel",
    "withdraw_access",
    "withdraw_application",
    "withdraw_reach",
]
