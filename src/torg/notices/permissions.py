"""Who sees and settles the letters, and who says how roles are told."""

from django.utils.translation import gettext as _

from torg.kernel.refusals import Denied
from torg.notices.models import Letter
from torg.people.models import User
from torg.people.permissions import Permission, can_everywhere, check_can_everywhere


def may_read_letters(user: User) -> bool:
    """Whether the person keeps the register, whose orders the letters are."""
    return can_everywhere(user, Permission.KEEP_REGISTER)


def check_can_read_letters(user: User) -> None:
    """Raise Denied unless the person may read the letters."""
    check_can_everywhere(user, Permission.KEEP_REGISTER)


def check_can_settle(user: User, letter: Letter) -> None:
    """Raise Denied unless the letter is the person's own, or an order that the person keeps."""
    if letter.person_id is None or letter.person_id != user.pk:
        check_can_everywhere(user, Permission.KEEP_REGISTER)
    if letter.person_id not in (None, user.pk):
        raise Denied(_("Brevet är en kollegas."), remedy=_("Bara mottagaren ger besked om det."))


def check_can_tell_roles(user: User) -> None:
    """Raise Denied unless the person says how the roles of the municipality are told."""
    check_can_everywhere(user, Permission.MANAGE_PEOPLE)
