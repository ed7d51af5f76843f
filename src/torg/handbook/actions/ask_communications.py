from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from torg.handbook.models import Question
from torg.handbook.permissions import check_can_ask
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import Department, User


def ask_communications(
    *,
    text: str,
    about: Ref | None,
    department: Department | None,
    page: str,
    by: User,
    now: datetime,
) -> Question:
    """Ask the communications department about what is on the screen (M2-10).

    about, department: an object that the caller has found the person may see, and whose it
    is. page: the path that the question was asked from, "" when it has none.
    Raises Denied, and Refusal when nothing was written.
    """
    check_can_ask(by, department)
    if not text.strip():
        raise Refusal(_("Skriv vad du undrar över."), field="text")
    with transaction.atomic():
        question: Question = Question.objects.create(
            municipality_id=by.municipality_id,
            asker=by,
            text=text.strip(),
            kind=about.kind if about else "",
            target=UUID(about.id) if about else None,
            page=page,
            department=department,
            asked_at=now,
        )
        record(
            municipality=by.municipality,
            verb="handbook.question_asked",
            summary=_("En fråga ställdes till kommunikationsavdelningen."),
            about=question.refs,
            by=by,
            now=now,
            content={"text": question.text},
        )
    return question
