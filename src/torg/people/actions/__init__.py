from torg.people.actions.add_department import add_department
from torg.people.actions.add_user import NewUser, add_user
from torg.people.actions.appoint_deputy import appoint_deputy
from torg.people.actions.deactivate_user import deactivate_user
from torg.people.actions.end_sessions import end_sessions
from torg.people.actions.found_municipality import found_municipality
from torg.people.actions.grant_role import grant_role
from torg.people.actions.import_organisation import (
    WrongFile,
    apply_organisation,
    check_organisation,
    drop_organisation,
)
from torg.people.actions.issue_token import issue_token
from torg.people.actions.keep_draft import drop_draft, keep_draft
from torg.people.actions.note_demo_sign_in import note_demo_sign_in
from torg.people.actions.note_presence import leave, note_presence
from torg.people.actions.note_teams import note_teams
from torg.people.actions.note_token_use import note_token_use
from torg.people.actions.renew_password import renew_password
from torg.people.actions.revoke_role import revoke_role
from torg.people.actions.save_filter import (
    choose_default,
    delete_filter,
    edit_filter,
    save_filter,
)
from torg.people.actions.set_preferences import set_preferences
from torg.people.actions.settle_password import settle_password
from torg.people.actions.tidy import tidy
from torg.people.actions.withdraw_token import withdraw_token

__all__ = [
    "NewUser",
    "WrongFile",
    "add_department",
    "add_user",
    "apply_organisation",
    "appoint_deputy",
    "check_organisation",
    "choose_default",
    "deactivate_user",
    "delete_filter",
    "drop_draft",
    "drop_organisation",
    "edit_filter",
    "end_sessions",
    "found_municipality",
    "grant_role",
    "issue_token",
    "keep_draft",
    "leave",
    "note_demo_sign_in",
    "note_presence",
    "note_teams",
    "note_token_use",
    "renew_password",
    "revoke_role",
    "save_filter",
    "set_preferences",
    "settle_password",
    "tidy",
    "withdraw_token",
]
