"""Who reads the handbook, and who looks after its pages."""

from django.utils.translation import gettext as _

from torg.handbook.models import Remark
from torg.kernel.refusals import Denied
from torg.people.models import User
from torg.people.permissions import Permission, can, check_can


def roles_looked_after(user: User) -> frozenset[str] | None:
    """The owner roles whose pages the person looks after; None: every page."""
    if can(user, Permission.MANAGE_PEOPLE):
        return None
    return frozenset(held.role for held in user.roles_held()) if user.is_active else frozenset()


def can_close(user: User, remark: Remark) -> bool:
    """Whether the person looks after the page that the remark is about."""
    roles = roles_looked_after(user)
    ours = can(user, Permission.VIEW_DESK) and remark.municipality_id == user.municipality_id
    return ours and (roles is None or remark.owner in roles)


def check_can_remark(user: User) -> None:
    """Raise Denied unless the person reads the handbook."""
    check_can(user, Permission.VIEW_DESK)


def check_can_close(user: User, remark: Remark) -> None:
    """Raise Denied unless `can_close`."""
    if not can_close(user, remark):
        raise Denied(
            _("Synpunkten hör till en sida som någon annan förvaltar."),
            remedy=_("Den som har sidans ägarroll, eller systemadministratören, tar hand om den."),
        )
