from torg.people.views.organisation import add_department, list_departments
from torg.people.views.password import change_password
from torg.people.views.person import (
    appoint_deputy,
    deactivate,
    end_own_sessions,
    end_sessions,
    grant_role,
    renew_password,
    revoke_role,
    show_person,
)
from torg.people.views.persons import add_person, list_people
from torg.people.views.sign_in import sign_in, sign_in_demo
from torg.people.views.tokens import issue_token, list_tokens, withdraw_token

__all__ = [
    "add_department",
    "add_person",
    "appoint_deputy",
    "change_password",
    "deactivate",
    "end_own_sessions",
    "end_sessions",
    "grant_role",
    "issue_token",
    "list_departments",
    "list_people",
    "list_tokens",
    "renew_password",
    "revoke_role",
    "show_person",
    "sign_in",
    "sign_in_demo",
    "withdraw_token",
]
