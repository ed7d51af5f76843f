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
from torg.desk.views.status import show_status

__all__ = [
    "choose_default",
    "delete_filter",
    "drop_draft",
    "edit_filter",
    "keep_draft",
    "list_filters",
    "new_filter",
    "note_presence",
    "set_preferences",
    "show_day",
    "show_status",
]
