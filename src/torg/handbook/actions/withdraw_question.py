from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.handbook.models import Question
from torg.handbook.permissions import check_can_withdraw
from torg.handbook.states import Asking, move_question
from torg.kernel.moves import ForbiddenMove
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


def withdraw_question(*, question: Question, by: User, now: datetime) -> Question:
    """The asker needs no answer any more. Raises Denied, and Refusal when there is one."""
    check_can_withdraw(by, question)
    with transaction.atomic():
        held: Question = Question.objects.select_for_update().get(pk=question.pk)
        try:
            held.state = move_question(Asking(held.state), Asking.WITHDRAWN)
        except ForbiddenMove as error:
            raise Refusal(_("Frågan väntar inte längre på svar.")) from error
        held.save(update_fields=["state"])
        record(
            municipality=by.municipality,
            verb="handbook.question_withdrawn",
            summary=_("En fråga till kommunikationsavdelningen togs tillbaka."),
            about=held.refs,
            by=by,
            now=now,
        )
    return held
