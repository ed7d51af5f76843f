from torg.channels.actions.add_channel import add_channel
from torg.channels.actions.advise_application import advise_application, consult_application
from torg.channels.actions.change_channel import change_channel
from torg.channels.actions.connect import connect
from torg.channels.actions.decide_application import decide_application
from torg.channels.actions.disconnect import disconnect
from torg.channels.actions.make_rota import make_rota, swap_weeks
from torg.channels.actions.mark_addresses import mark_addresses
from torg.channels.actions.mark_broken import mark_broken
from torg.channels.actions.prepare_channel import Preparation, prepare_channel
from torg.channels.actions.return_application import pass_on_application, return_application
from torg.channels.actions.save_application import ApplicationWords, save_application
from torg.channels.actions.send_application import send_application, withdraw_application
from torg.channels.actions.set_member import remove_member, set_member
from torg.channels.actions.start_application import start_application
from torg.channels.actions.start_channel import start_channel, tick, untick
from torg.channels.actions.subscribe import subscribe

__all__ = [
    "ApplicationWords",
    "Preparation",
    "add_channel",
    "advise_application",
    "change_channel",
    "connect",
    "consult_application",
    "decide_application",
    "disconnect",
    "make_rota",
    "mark_addresses",
    "mark_broken",
    "pass_on_application",
    "prepare_channel",
    "remove_member",
    "return_application",
    "save_application",
    "send_application",
    "set_member",
    "start_application",
    "start_channel",
    "subscribe",
    "swap_weeks",
    "tick",
    "untick",
    "withdraw_application",
]
