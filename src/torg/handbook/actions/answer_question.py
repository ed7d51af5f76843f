from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.handbook.models import Question
from torg.handbook.permissions import check_can_answer
from torg.handbook.states import Asking, move_question
from torg.kernel.moves import ForbiddenMove
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


def answer_question(*, question: Question, answer: str, by: User, now: datetime) -> Question:
    """The communications department's answer, kept with the object that was asked about.

    Raises Denied, and Refusal when it is empty or the question no longer waits.
    """
    check_can_answer(by, question)
    if not answer.strip():
        raise Refusal(_("Skriv ett svar."), field="answer")
    with transaction.atomic():
        held: Question = Question.objects.select_for_update().get(pk=question.pk)
        try:
            held.state = move_question(Asking(held.state), Asking.ANSWERED)
        except ForbiddenMove as error:
            raise Refusal(_("Frågan väntar inte längre på svar.")) from error
        held.answer, held.answered_by, held.answered_at = answer.strip(), by, now
        held.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        record(
            municipality=by.municipality,
            verb="handbook.question_answered",
            summary=_("Kommunikationsavdelningen svarade på en fråga."),
            about=held.refs,
            by=by,
            now=now,
            content={"answer": held.answer},
        )
    return held
