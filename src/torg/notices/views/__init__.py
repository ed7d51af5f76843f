from torg.notices.views.letters import list_letters, settle_letter, show_letter

__all__ = ["list_letters", "settle_letter", "show_letter"]
