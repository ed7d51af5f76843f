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
from torg.desk.views.hijack import (
    begin_hijack,
    end_hijack,
    show_hijack,
    take_hijack_step,
)
from torg.desk.views.leaving import (
    leave_person,
    list_departures,
    settle_departure_task,
    show_departure,
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
    "begin_hijack",
    "choose_default",
    "delete_filter",
    "drop_draft",
    "edit_filter",
    "end_crisis",
    "end_hijack",
    "keep_draft",
    "leave_person",
    "list_departures",
    "list_filters",
    "list_questions",
    "new_filter",
    "note_presence",
    "review_channel",
    "set_preferences",
    "settle_departure_task",
    "show_crisis",
    "show_day",
    "show_departure",
    "show_hijack",
    "show_question",
    "show_status",
    "take_hijack_step",
    "withdraw_question",
]
