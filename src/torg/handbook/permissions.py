"""Who reads the handbook and asks, who looks after its pages, and who answers."""

from django.utils.translation import gettext as _

from torg.handbook.models import Question, Remark
from torg.kernel.refusals import Denied
from torg.people.models import Department, User
from torg.people.permissions import Permission, can, can_everywhere, check_can


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


def answers_questions(user: User) -> bool:
    """Whether the person is of the communications department: advises the whole municipality."""
    return can_everywhere(user, Permission.ADVISE)


def can_answer(user: User, question: Question) -> bool:
    """Whether the person may answer. That they may see the object is the caller's to find."""
    return answers_questions(user) and question.municipality_id == user.municipality_id


def check_can_ask(user: User, department: Department | None) -> None:
    """Raise Denied unless the person uses the desk, and the department is the municipality's."""
    check_can(user, Permission.VIEW_DESK)
    if department is not None and department.municipality_id != user.municipality_id:
        raise Denied(_("Det som frågan gäller hör till en annan kommun."))


def check_can_answer(user: User, question: Question) -> None:
    """Raise Denied unless `can_answer`."""
    if not can_answer(user, question):
        raise Denied(
            _("Frågan är ställd till kommunikationsavdelningen."),
            remedy=_("Kommunikatörer för hela kommunen svarar på den."),
        )


def check_can_withdraw(user: User, question: Question) -> None:
    """Raise Denied unless the person asked."""
    if question.asker_id != user.pk:
        raise Denied(_("Frågan är någon annans."), remedy=_("Den som frågade tar tillbaka den."))
