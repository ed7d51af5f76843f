"""What a question to the communications department is about, and who may read it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import Resolver404, resolve, reverse
from django.utils.encoding import escape_uri_path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from torg.channels import queries as channels
from torg.handbook.models import Question
from torg.handbook.permissions import answers_questions
from torg.handbook.queries import questions_of
from torg.handbook.states import Asking
from torg.inbox import queries as inbox
from torg.kernel.refs import Ref
from torg.moderation import queries as moderation
from torg.people.models import Department, User
from torg.planning import queries as planning

PAGE = 50
LONGEST = 200  # characters of Question.page
ASKING = "desk:ask_communications"


@dataclass(frozen=True, slots=True)
class Kind:
    """Objects with a page of their own. room, name: how addresses below that page name them."""

    room: str
    name: str
    page: str
    visible_to: Callable[[User], QuerySet[Any]]
    department: str
    words: Promise


KINDS = {
    "planning.post": Kind(
        "planning",
        "post_id",
        "planning:show_post",
        planning.visible_to,
        "department",
        gettext_lazy("Inlägget"),
    ),
    "inbox.thread": Kind(
        "inbox",
        "thread_id",
        "inbox:show_thread",
        inbox.visible_to,
        "department",
        gettext_lazy("Konversationen"),
    ),
    "moderation.case": Kind(
        "moderation",
        "case_id",
        "moderation:show_case",
        moderation.visible_to,
        "message__channel__department",
        gettext_lazy("Ärendet"),
    ),
    "channels.channel": Kind(
        "channels",
        "channel_id",
        "channels:show_channel",
        channels.visible_to,
        "department",
        gettext_lazy("Kanalen"),
    ),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about: an object and whose it is, or a page of the desk, or nothing."""

    about: Ref | None = None
    department: Department | None = None
    page: str = ""

    @property
    def link(self) -> tuple[str, str] | None:
        """Its address and what it is called; None for a question about nothing on a screen."""
        return _link(self.about, self.page)


def subject_of(user: User, path: str) -> Subject:
    """What the page at the path shows. An object that the person may not see is no subject.

    path: as pressed on; whatever is no address of the desk itself is left out.
    """
    try:
        found = resolve(path)
    except Resolver404:
        return Subject()
    for kind, one in KINDS.items():
        if found.namespace == one.room and one.name in found.kwargs:
            return _seen(user, kind, found.kwargs[one.name])
    usable = found.view_name != ASKING and len(path) <= LONGEST
    return Subject(page=path if usable else "")


def link_of(question: Question) -> tuple[str, str] | None:
    """The address of what the question is about and what it is called."""
    about = Ref(question.kind, str(question.target)) if question.kind else None
    return _link(about, question.page)


def visible_to(user: User) -> QuerySet[Question]:
    """The person's own, and those about what the person may see.

    About no object: the communications department's too.
    """
    seen = Q(asker=user)
    if answers_questions(user):
        seen |= Q(kind="")
    for kind, one in KINDS.items():
        seen |= Q(kind=kind, target__in=one.visible_to(user).order_by().values("pk"))
    return questions_of(user.municipality_id).filter(seen)


def question_page(user: User, before: str, *, ended: bool) -> tuple[list[Question], str]:
    """One page of those that wait or have ended, newest first, and where the next starts.

    For the communications department all that each of them may see; for others their own.
    """
    waiting = Asking.ASKED
    found = visible_to(user)
    if not answers_questions(user):
        found = found.filter(asker=user)
    found = found.exclude(state=waiting) if ended else found.filter(state=waiting)
    try:
        found = found.filter(pk__lt=UUID(before)) if before else found
    except ValueError:
        found = found.none()
    rows = list(found.order_by("-id")[: PAGE + 1])
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""


def questions_waiting(user: User) -> int:
    """How many questions the person may answer; 0 for whoever is not asked any."""
    if not answers_questions(user):
        return 0
    return visible_to(user).filter(state=Asking.ASKED).exclude(asker=user).count()


def _seen(user: User, kind: str, target: UUID) -> Subject:
    one = KINDS[kind]
    rows = one.visible_to(user).filter(pk=target).order_by().values_list("pk", one.department)
    held = rows.first()
    if held is None:
        return Subject()
    unit = Department.objects.filter(pk=held[1]).first()
    address = reverse(one.page, kwargs={one.name: target})
    return Subject(Ref(kind, str(target)), unit, address)


def _link(about: Ref | None, page: str) -> tuple[str, str] | None:
    if about is not None:
        one = KINDS[about.kind]
        return reverse(one.page, kwargs={one.name: about.id}), str(one.words)
    return (escape_uri_path(page), _("Sidan %(path)s") % {"path": page}) if page else None
