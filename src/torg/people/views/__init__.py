from torg.people.views.organisation import add_department, list_departments
from torg.people.views.organisation_import import (
    apply_import,
    drop_import,
    export_organisation,
    import_organisation,
    show_import,
)
from torg.people.views.password import change_password
from torg.people.views.person import (
    appoint_deputy,
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
    "apply_import",
    "appoint_deputy",
    "change_password",
    "drop_import",
    "end_own_sessions",
    "end_sessions",
    "export_organisation",
    "grant_role",
    "import_organisation",
    "issue_token",
    "list_departments",
    "list_people",
    "list_tokens",
    "renew_password",
    "revoke_role",
    "show_import",
    "show_person",
    "sign_in",
    "sign_in_demo",
    "withdraw_token",
]
