from torg.planning.actions.approve import approve
from torg.planning.actions.change_facts import change_facts
from torg.planning.actions.doubt_due import doubt_due
from torg.planning.actions.hand_over import hand_over
from torg.planning.actions.plan_closing_notice import note_published, plan_closing_notice
from torg.planning.actions.publish_now import publish_now
from torg.planning.actions.release import release
from torg.planning.actions.return_post import return_post
from torg.planning.actions.schedule_alone import schedule_alone
from torg.planning.actions.send_again import send_again
from torg.planning.actions.submit import submit
from torg.planning.actions.undo_publish import undo_publish
from torg.planning.actions.undo_send import undo_send
from torg.planning.actions.withdraw import withdraw
from torg.planning.actions.write_post import PostContent, edit_post, write_post

__all__ = [
    "PostContent",
    "approve",
    "change_facts",
    "doubt_due",
    "edit_post",
    "hand_over",
    "note_published",
    "plan_closing_notice",
    "publish_now",
    "release",
    "return_post",
    "schedule_alone",
    "send_again",
    "submit",
    "undo_publish",
    "undo_send",
    "withdraw",
    "write_post",
]
