"""Permissions, the roles that hold them, and the questions about them."""

from torg.people.permissions.asking import (
    NEEDS_SECOND_FACTOR,
    SignedInRequest,
    can,
    can_everywhere,
    check_can,
    check_can_everywhere,
    departments_in_reach,
    needs_second_factor,
    roles_for,
    roles_with,
)
from torg.people.permissions.roles import ROLES, Permission, Role

__all__ = [
    "NEEDS_SECOND_FACTOR",
    "ROLES",
    "Permission",
    "Role",
    "SignedInRequest",
    "can",
    "can_everywhere",
    "check_can",
    "check_can_everywhere",
    "departments_in_reach",
    "needs_second_factor",
    "roles_for",
    "roles_with",
]
