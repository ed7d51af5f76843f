from torg.people.models.municipality import Municipality
from torg.people.models.organisation import Department, DepartmentKind
from torg.people.models.role_grant import RoleGrant
from torg.people.models.scoped import Scoped, ScopedManager
from torg.people.models.user import HeldRole, User, UserManager

__all__ = [
    "Department",
    "DepartmentKind",
    "HeldRole",
    "Municipality",
    "RoleGrant",
    "Scoped",
    "ScopedManager",
    "User",
    "UserManager",
]
