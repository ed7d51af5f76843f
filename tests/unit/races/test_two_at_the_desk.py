"""Two people over the same conversation or case at the same moment, in two processes."""

from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction
from tests.factories.inbox import Desk, make_desk, words
from tests.factories.moderation import NOW, decision, message_of, moderator_of, reported
from tests.factories.network import wire_talking
from tests.factories.processes import at_once

from torg.delivery.models import Act
from torg.handbook.actions import answer_question, ask_communications
from torg.handbook.models import Question
from torg.inbox.actions import claim, reply
from torg.inbox.models import Reply, Thread
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.moderation import actions
from torg.moderation.models import Case
from torg.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("stockholm")
    with scope(made.municipality.pk):
        yield made


def test_one_of_two_claims(desk: Desk) -> None:
    thread = message_of(desk, "När öppnar badet?").thread

    def take(who: User) -> Callable[[], object]:
        return lambda: claim(thread=thread, by=who, now=NOW)

    assert sorted(at_once(take(desk.writer), take(desk.colleague))) == ["Refusal", "ok"]
    assert Thread.objects.get().assigned_to_id in {desk.writer.pk, desk.colleague.pk}


def test_the_same_form_sent_twice_is_one_reply(desk: Desk) -> None:
    thread = message_of(desk, "När öppnar badet?").thread
    given = words(thread, "Hej Anna!\n\nKlockan tio.\n\nVänliga hälsningar, Omar")

    def send() -> object:
        return reply(thread=thread, words=given, by=desk.writer, now=NOW)

    assert "ok" in at_once(send, send)
    assert Reply.objects.count() == 1
    assert Act.objects.filter(kind="reply").count() == 1
    # A conversation's lock does not hold another one's, nor a caller that forgets it.
    again = Reply.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_one_of_two_removes(desk: Desk) -> None:
    case = reported(desk)
    moderators = [moderator_of(desk), moderator_of(desk)]

    def remove(who: User) -> Callable[[], object]:
        return lambda: actions.decide(case=case, decision=decision(desk), by=who, now=NOW)

    assert sorted(at_once(*(remove(who) for who in moderators))) == ["Refusal", "ok"]
    assert Case.objects.get().state == "decided"
    assert Act.objects.filter(kind="hide").count() == 1


def test_one_of_two_answers_a_question(desk: Desk) -> None:
    question = ask_communications(
        text="Får vi dela deras inlägg?", about=None, department=None, page="/",
        by=desk.centre, now=NOW,
    )  # fmt: skip

    def answer(who: User, said: str) -> Callable[[], object]:
        return lambda: answer_question(question=question, answer=said, by=who, now=NOW)

    both = at_once(answer(desk.writer, "Ja."), answer(desk.colleague, "Nej."))
    assert sorted(both) == ["Refusal", "ok"]
    stands = Question.objects.get()
    assert (stands.answered_by, stands.answer) in {(desk.writer, "Ja."), (desk.colleague, "Nej.")}
    assert Entry.objects.filter(verb="handbook.question_answered").count() == 1
