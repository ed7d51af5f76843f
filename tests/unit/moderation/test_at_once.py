"""Two moderators at the same time, with real commits: one wins, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from tests.factories.inbox import Desk, make_desk
from tests.factories.moderation import NOW, decision, message_of, moderator_of, reported
from tests.factories.network import TalkingNetwork, wire_talking

from torg.delivery.models import Act
from torg.inbox.models import Message
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.moderation import actions, queries
from torg.moderation.models import Case, Evidence

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def network() -> TalkingNetwork:
    return wire_talking()


@pytest.fixture
def desk(network: TalkingNetwork) -> Desk:
    return make_desk("vallentuna")


def at_once(desk: Desk, *calls: Callable[[], object]) -> list[object]:
    """What each call returned or refused with; all start together."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            with scope(desk.municipality.pk):
                start.wait()
                return call()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_two_who_decide_one_wins_and_the_other_is_told(desk: Desk) -> None:
    people = [moderator_of(desk) for _ in range(3)]
    with scope(desk.municipality.pk):
        case = reported(desk)
        held = [queries.visible_to(person).get(pk=case.pk) for person in people]
    found = at_once(
        desk,
        *(
            lambda person=person, case=case: actions.decide(
                case=case, decision=decision(desk), by=person, now=NOW
            )
            for person, case in zip(people, held, strict=True)
        ),
    )
    refusals = [one for one in found if isinstance(one, Refusal)]
    assert [one.message for one in refusals] == ["Någon har redan beslutat i ärendet."] * 2
    with scope(desk.municipality.pk):
        assert Act.objects.count() == 1
        stored = Case.objects.get()
    winner = next(one for one in found if isinstance(one, Case))
    assert stored.decided_by_id == winner.decided_by_id


def test_deciding_and_dismissing_at_once_ends_in_one_of_them(desk: Desk) -> None:
    first, second = moderator_of(desk), moderator_of(desk)
    with scope(desk.municipality.pk):
        case = reported(desk)
        one, other = (queries.visible_to(who).get(pk=case.pk) for who in (first, second))
    found = at_once(
        desk,
        lambda: actions.decide(case=one, decision=decision(desk), by=first, now=NOW),
        lambda: actions.dismiss(case=other, assessment="Kritik.", by=second, now=NOW),
    )
    assert sum(isinstance(each, Refusal) for each in found) == 1
    with scope(desk.municipality.pk):
        state = Case.objects.get().state
        assert Act.objects.count() == (1 if state == "decided" else 0)


def test_two_who_report_the_same_get_one_case(desk: Desk) -> None:
    with scope(desk.municipality.pk):
        message = message_of(desk)
        held = [
            Message.objects.select_related(
                "channel__department", "thread__department", "thread__publication", "person",
                "municipality",
            ).get(pk=message.pk)
            for _ in range(2)
        ]  # fmt: skip
    found = at_once(
        desk,
        lambda: reported(desk, by=desk.writer, message=held[0]),
        lambda: reported(desk, by=desk.colleague, message=held[1]),
    )
    assert sum(isinstance(each, Refusal) for each in found) == 1
    with scope(desk.municipality.pk):
        assert Case.objects.count() == Evidence.objects.count() == 1
