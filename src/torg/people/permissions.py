"""Permissions, the roles that hold them, and the two questions about them.

Source of the roles: requirements section 5. A role is a list of permissions and
one Swedish sentence that says what its holder does.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from torg.kernel.refusals import Denied
from torg.people.models import Department, User


class Permission(StrEnum):
    """What a person may do. The value is stable: it stands in the ledger."""

    VIEW_DESK = "view_desk"
    VIEW_LEDGER = "view_ledger"
    VIEW_ACTS = "view_acts"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CHANNELS = "manage_channels"
    CONNECT_CHANNELS = "connect_channels"
    WRITE_POSTS = "write_posts"
    APPROVE_POSTS = "approve_posts"
    MOVE_BOOKINGS = "move_bookings"
    HOLD_PUBLISHING = "hold_publishing"
    SETTLE_ACTS = "settle_acts"
    READ_INBOX = "read_inbox"
    READ_MESSAGES = "read_messages"
    REPLY = "reply"
    SECOND_READ = "second_read"
    FORWARD = "forward"
    WATCH = "watch"
    REPORT_CONTENT = "report_content"
    HIDE = "hide"
    REMOVE = "remove"
    BLOCK = "block"
    SEE_EVIDENCE = "see_evidence"
    REGISTER_RECORDS = "register_records"
    SHARE_FILTERS = "share_filters"


@dataclass(frozen=True, slots=True)
class Role:
    """A named list of permissions. name and does: Swedish, for the sign-in and people pages."""

    code: str
    name: str | Promise
    does: str | Promise
    permissions: frozenset[Permission]


P = Permission
_READ = frozenset({P.VIEW_DESK, P.READ_INBOX, P.VIEW_ACTS})
_WRITE = _READ | {P.WRITE_POSTS, P.REPLY, P.FORWARD, P.WATCH, P.REPORT_CONTENT, P.SECOND_READ}

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "communicator",
            gettext_lazy("Kommunikatör"),
            gettext_lazy("Planerar inlägg, svarar invånare och gör bevakningsronder."),
            _WRITE,
        ),
        Role(
            "account_lead",
            gettext_lazy("Ansvarig kommunikatör"),
            gettext_lazy("Godkänner, bestämmer över huvudkontots dagar och pausar publicering."),
            _WRITE
            | {
                P.APPROVE_POSTS,
                P.MOVE_BOOKINGS,
                P.HOLD_PUBLISHING,
                P.SETTLE_ACTS,
                P.HIDE,
                P.SEE_EVIDENCE,
                P.MANAGE_CHANNELS,
                P.CONNECT_CHANNELS,
                P.READ_MESSAGES,
                P.VIEW_LEDGER,
                P.SHARE_FILTERS,
            },
        ),
        Role(
            "moderator",
            gettext_lazy("Moderator"),
            gettext_lazy("Bedömer och tar bort innehåll när beviset är förseglat."),
            _READ
            | {
                P.WATCH,
                P.REPLY,
                P.SECOND_READ,
                P.REPORT_CONTENT,
                P.HIDE,
                P.REMOVE,
                P.BLOCK,
                P.SEE_EVIDENCE,
                P.VIEW_LEDGER,
                P.SHARE_FILTERS,
            },
        ),
        Role(
            "contact_centre",
            gettext_lazy("Kontaktcenter"),
            gettext_lazy("Svarar på direktmeddelanden."),
            _READ | {P.READ_MESSAGES, P.REPLY, P.FORWARD, P.REPORT_CONTENT},
        ),
        Role(
            "official",
            gettext_lazy("Tjänsteperson"),
            gettext_lazy("Lämnar sakuppgifter till svar som har skickats till förvaltningen."),
            _READ | {P.REPORT_CONTENT},
        ),
        Role(
            "registrar",
            gettext_lazy("Registrator"),
            gettext_lazy("Registrerar handlingar och följer loggen."),
            _READ | {P.REGISTER_RECORDS, P.SEE_EVIDENCE, P.VIEW_LEDGER, P.READ_MESSAGES},
        ),
        Role(
            "administrator",
            gettext_lazy("Systemadministratör"),
            gettext_lazy("Lägger upp personer, förvaltningar, kanaler och anslutningar."),
            frozenset(
                {
                    P.VIEW_DESK,
                    P.VIEW_ACTS,
                    P.VIEW_LEDGER,
                    P.MANAGE_PEOPLE,
                    P.MANAGE_CHANNELS,
                    P.CONNECT_CHANNELS,
                    P.HOLD_PUBLISHING,
                }
            ),
        ),
    )
}


# Whoever holds one of these acts in the municipality's name or over its accounts,
# and signs in with a second factor where the installation asks for it (S-37).
NEEDS_SECOND_FACTOR = frozenset(
    {
        P.WRITE_POSTS,
        P.APPROVE_POSTS,
        P.REPLY,
        P.HIDE,
        P.REMOVE,
        P.BLOCK,
        P.SETTLE_ACTS,
        P.CONNECT_CHANNELS,
        P.MANAGE_PEOPLE,
    }
)


class SignedInRequest(HttpRequest):
    """For annotating views: the middleware has seen to it that somebody is signed in."""

    user: User


def roles_with(permission: Permission) -> list[str]:
    """The codes of the roles that hold the permission."""
    return [code for code, role in ROLES.items() if permission in role.permissions]


def can(user: User, permission: Permission, *, department: Department | None = None) -> bool:
    """Whether the person holds the permission. Asks the database at most once per instance.

    With `department`: through a municipality-wide grant or a grant for that
    department or one above it; never in another municipality. Without: through
    any grant.
    """
    if not user.is_active:
        return False
    if department is not None and department.municipality_id != user.municipality_id:
        return False
    return any(
        department is None or held.departments is None or department.pk in held.departments
        for held in user.roles_held()
        if held.role in ROLES and permission in ROLES[held.role].permissions
    )


def can_everywhere(user: User, permission: Permission) -> bool:
    """Whether the person holds the permission for the whole municipality."""
    return user.is_active and any(
        held.departments is None and permission in ROLES[held.role].permissions
        for held in user.roles_held()
        if held.role in ROLES
    )


def departments_in_reach(user: User, permission: Permission) -> frozenset[UUID] | None:
    """The departments for which the person holds the permission; None: the whole municipality."""
    if can_everywhere(user, permission):
        return None
    found: set[UUID] = set()
    for held in user.roles_held() if user.is_active else ():
        if held.role in ROLES and permission in ROLES[held.role].permissions:
            found |= held.departments or set()
    return frozenset(found)


def check_can(user: User, permission: Permission, *, department: Department | None = None) -> None:
    """Raise Denied, in words, when the person lacks the permission."""
    if not can(user, permission, department=department):
        raise _denied()


def check_can_everywhere(user: User, permission: Permission) -> None:
    """Raise Denied, in words, when the person lacks it for the whole municipality."""
    if not can_everywhere(user, permission):
        raise _denied()


def needs_second_factor(user: User) -> bool:
    """Whether the person holds a right that may only be used with a second factor (S-37)."""
    return any(can(user, permission) for permission in NEEDS_SECOND_FACTOR)


def _denied() -> Denied:
    return Denied(
        _("Din roll får inte göra detta."),
        remedy=_("Be systemadministratören om rätt roll för förvaltningen."),
    )
