"""What must never be true of a question stands in the database too."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.factories.people import make_department, make_municipality, make_user

from torg.handbook.actions import answer_question, ask_communications
from torg.handbook.models import Question
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.people.models import Municipality


def ask(municipality: Municipality, now: datetime, **more: Any) -> Question:
    asker = make_user(role="official", municipality=municipality)
    values = {"text": " Hur gör vi? ", "about": None, "department": None, "page": "/", **more}
    return ask_communications(**values, by=asker, now=now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "answered"},
        {"state": "answered", "answer": "Ja"},
        {"kind": "planning.post"},
        {"target": uuid4()},
    ],
)
def test_half_a_question_is_refused_by_the_database(
    municipality: Municipality, now: datetime, wrong: dict[str, Any]
) -> None:
    question = ask(municipality, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**wrong)


def test_whoever_writes_for_one_department_only_does_not_answer(
    municipality: Municipality, now: datetime
) -> None:
    question = ask(municipality, now)
    assert question.text == "Hur gör vi?"
    unit = make_department(municipality=municipality)
    local = make_user(role="communicator", municipality=municipality, department=unit)
    with pytest.raises(Denied):
        answer_question(question=question, answer="Ja", by=local, now=now)
    with pytest.raises(Refusal):
        ask(municipality, now, text="  ")


def test_nobody_asks_or_answers_across_the_border(
    municipality: Municipality, now: datetime
) -> None:
    question, other = ask(municipality, now), make_municipality()
    with scope(other.pk):
        theirs = make_department(municipality=other)
        stranger = make_user(role="communicator", municipality=other)
        with pytest.raises(Denied):
            answer_question(question=question, answer="Ja", by=stranger, now=now)
    with pytest.raises(Denied):
        ask(municipality, now, department=theirs)
