from torg.desk.views.crisis import begin_crisis, end_crisis, show_crisis
from torg.desk.views.day import show_day
from torg.desk.views.drafts import drop_draft, keep_draft
from torg.desk.views.filters import (
    choose_default,
    delete_filter,
    edit_filter,
    list_filters,
    new_filter,
)
from torg.desk.views.preferences import set_preferences
from torg.desk.views.presence import note_presence
from torg.desk.views.questions import (
    answer_question,
    ask_communications,
    list_questions,
    show_question,
    withdraw_question,
)
from torg.desk.views.review import review_channel
from torg.desk.views.status import show_status

__all__ = [
    "answer_question",
    "ask_communications",
    "begin_crisis",
    "choose_default",
    "delete_filter",
    "drop_draft",
    "edit_filter",
    "end_crisis",
    "keep_draft",
    "list_filters",
    "list_questions",
    "new_filter",
    "note_presence",
    "review_channel",
    "set_preferences",
    "show_crisis",
    "show_day",
    "show_question",
    "show_status",
    "withdraw_question",
]
