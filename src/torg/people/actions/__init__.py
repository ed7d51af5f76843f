from torg.people.actions.add_department import add_department
from torg.people.actions.add_user import NewUser, add_user
from torg.people.actions.deactivate_user import deactivate_user
from torg.people.actions.grant_role import grant_role
from torg.people.actions.note_demo_sign_in import note_demo_sign_in
from torg.people.actions.renew_password import renew_password
from torg.people.actions.revoke_role import revoke_role
from torg.people.actions.settle_password import settle_password

__all__ = [
    "NewUser",
    "add_department",
    "add_user",
    "deactivate_user",
    "grant_role",
    "note_demo_sign_in",
    "renew_password",
    "revoke_role",
    "settle_password",
]
