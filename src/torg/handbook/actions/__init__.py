from torg.handbook.actions.answer_question import answer_question
from torg.handbook.actions.ask_communications import ask_communications
from torg.handbook.actions.close_remark import close_remark
from torg.handbook.actions.send_remark import send_remark
from torg.handbook.actions.withdraw_question import withdraw_question

__all__ = [
    "answer_question",
    "ask_communications",
    "close_remark",
    "send_remark",
    "withdraw_question",
]
