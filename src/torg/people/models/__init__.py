from torg.people.models.access_token import AccessToken
from torg.people.models.draft import Draft
from torg.people.models.municipality import Municipality
from torg.people.models.organisation import Department, DepartmentKind
from torg.people.models.organisation_import import OrganisationImport
from torg.people.models.presence import Presence, PresenceMode
from torg.people.models.role_grant import RoleGrant
from torg.people.models.saved_filter import DefaultFilter, Place, SavedFilter
from torg.people.models.scoped import Numerous, Scoped, ScopedManager
from torg.people.models.user import HeldRole, User, UserManager

__all__ = [
    "AccessToken",
    "DefaultFilter",
    "Department",
    "DepartmentKind",
    "Draft",
    "HeldRole",
    "Municipality",
    "Numerous",
    "OrganisationImport",
    "Place",
    "Presence",
    "PresenceMode",
    "RoleGrant",
    "SavedFilter",
    "Scoped",
    "ScopedManager",
    "User",
    "UserManager",
]
