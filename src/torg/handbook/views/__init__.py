from torg.handbook.views.care import close_remark, look_after, send_remark
from torg.handbook.views.help import show_document, show_help, show_place
from torg.handbook.views.lists import (
    list_entrance,
    list_others,
    list_phase,
    list_topic,
    read_all,
    search_pages,
    show_start,
)
from torg.handbook.views.page import show_page

__all__ = [
    "close_remark",
    "list_entrance",
    "list_others",
    "list_phase",
    "list_topic",
    "look_after",
    "read_all",
    "search_pages",
    "send_remark",
    "show_document",
    "show_help",
    "show_page",
    "show_place",
    "show_start",
]
