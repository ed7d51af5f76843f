from torg.notices.views.letters import list_letters, settle_letter, show_letter
from torg.notices.views.settings import list_roles, set_own, set_role

__all__ = ["list_letters", "list_roles", "set_own", "set_role", "settle_letter", "show_letter"]
