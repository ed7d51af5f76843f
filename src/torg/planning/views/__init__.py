from torg.planning.views.benefits import fetch_benefits, show_benefits
from torg.planning.views.calendar import list_posts, show_calendar
from torg.planning.views.closing_notice import plan_closing_notice
from torg.planning.views.editing import check_words, edit_post, new_post
from torg.planning.views.facts import change_facts
from torg.planning.views.post import (
    approve,
    publish_now,
    return_post,
    schedule_alone,
    send_again,
    show_post,
    submit,
    undo_publish,
    undo_send,
    withdraw,
)

__all__ = [
    "approve",
    "change_facts",
    "check_words",
    "edit_post",
    "fetch_benefits",
    "list_posts",
    "new_post",
    "plan_closing_notice",
    "publish_now",
    "return_post",
    "schedule_alone",
    "send_again",
    "show_benefits",
    "show_calendar",
    "show_post",
    "submit",
    "undo_publish",
    "undo_send",
    "withdraw",
]
