from torg.inbox.actions.add_note import add_note
from torg.inbox.actions.add_template import add_template
from torg.inbox.actions.ask_share import ask_share, withdraw_share
from torg.inbox.actions.change_template import change_template, withdraw_template
from torg.inbox.actions.claim import claim
from torg.inbox.actions.close import close
from torg.inbox.actions.compose import Words
from torg.inbox.actions.forget_content import forget_content
from torg.inbox.actions.forget_cursor import forget_cursor
from torg.inbox.actions.forward import forward
from torg.inbox.actions.hand_back import hand_back
from torg.inbox.actions.like import like
from torg.inbox.actions.mark_removed import mark_removed
from torg.inbox.actions.note_answer import note_answer
from torg.inbox.actions.note_comment import Seen, note_comment
from torg.inbox.actions.note_sync_failure import note_sync_failure
from torg.inbox.actions.read_share import read_share
from torg.inbox.actions.refer import refer
from torg.inbox.actions.release import release
from torg.inbox.actions.reopen import reopen
from torg.inbox.actions.reply import reply
from torg.inbox.actions.repost import repost, undo_repost
from torg.inbox.actions.request_second_reader import request_second_reader
from torg.inbox.actions.return_refused import return_refused
from torg.inbox.actions.round_done import round_done
from torg.inbox.actions.second_read import second_read
from torg.inbox.actions.send_interim import send_interim
from torg.inbox.actions.set_clock import shorten_waits
from torg.inbox.actions.set_kind import set_kind
from torg.inbox.actions.settle_delivery import settle_delivery
from torg.inbox.actions.store_webhook import store_webhook
from torg.inbox.actions.take_in import take_in
from torg.inbox.actions.take_page import take_page
from torg.inbox.actions.undo_reply import undo_reply

__all__ = [
    "Seen",
    "Words",
    "add_note",
    "add_template",
    "ask_share",
    "change_template",
    "claim",
    "close",
    "forget_content",
    "forget_cursor",
    "forward",
    "hand_back",
    "like",
    "mark_removed",
    "note_answer",
    "note_comment",
    "note_sync_failure",
    "read_share",
    "refer",
    "release",
    "reopen",
    "reply",
    "repost",
    "request_second_reader",
    "return_refused",
    "round_done",
    "second_read",
    "send_interim",
    "set_kind",
    "settle_delivery",
    "shorten_waits",
    "store_webhook",
    "take_in",
    "take_page",
    "undo_reply",
    "undo_repost",
    "withdraw_share",
    "withdraw_template",
]
