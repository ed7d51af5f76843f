"""Taking back what was sent, at the very moment the worker wants to send it: one wins."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.factories.inbox import Desk, make_desk, words
from tests.factories.moderation import NOW, decision, message_of, moderator_of, reported
from tests.factories.network import wire_talking
from tests.factories.planning import content
from tests.factories.processes import at_once

from torg.delivery.actions import Want, cancel, claim, start_worker
from torg.delivery.models import Act, Attempt, Worker
from torg.inbox.actions import reply, undo_reply
from torg.inbox.models import Reply, Thread
from torg.kernel.liveness import FileLock
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.moderation.actions import decide, undo_decision
from torg.moderation.models import Case
from torg.planning import actions as planning
from torg.planning.models import Post
from torg.planning.queries import content_hash
from torg.ports.registry import network_for

pytestmark = pytest.mark.django_db(transaction=True)
SPAN = timedelta(seconds=15)
ROUNDS = 4


@pytest.fixture
def desk(transactional_db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("stockholm")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def worker(tmp_path: Path, desk: Desk) -> Worker:
    return start_worker(lock=FileLock(tmp_path), now=NOW)


def taking(act: Act, worker: Worker) -> Callable[[], object]:
    """The claim, at the instant from which the act may go; an error when it came too late."""

    def take() -> Attempt:
        card = network_for("scripted").card
        want = Want(act, card, act.tries)
        (attempt,) = claim(wants=[want], worker=worker, now=NOW + SPAN)
        assert attempt is not None
        return attempt

    return take


def verbs() -> set[str]:
    return set(Entry.objects.values_list("verb", flat=True))


def test_a_reply_is_taken_back_or_sent_never_both(desk: Desk, worker: Worker) -> None:
    for number in range(ROUNDS):
        thread = message_of(desk, f"Fråga {number}: när öppnar badet?").thread
        given = words(thread, "Hej Anna!\n\nKlockan tio.\n\nVänliga hälsningar, Omar")
        sent = reply(thread=thread, words=given, by=desk.writer, now=NOW, undo=SPAN)
        act = Act.objects.get(origin_id=str(sent.pk))
        came_to = at_once(
            partial(undo_reply, reply=sent, by=desk.writer, now=NOW + SPAN),
            taking(act, worker),
        )
        act.refresh_from_db()
        sent.refresh_from_db()
        if came_to[0] == "ok":
            assert (came_to[1], act.state, sent.state) == ("AssertionError", "cancelled", "draft")
            assert sent.sent_at is None
            assert {"reply.undone", "act.cancelled"} <= verbs()
        else:
            assert came_to == ["Refusal", "ok"]
            assert (act.state, sent.state) == ("sending", "sent")


def test_a_decision_is_taken_back_or_carried_out_never_both(desk: Desk, worker: Worker) -> None:
    for _round in range(ROUNDS):
        case, moderator = reported(desk), moderator_of(desk)
        decide(case=case, decision=decision(desk), by=moderator, now=NOW, undo=SPAN)
        act = Act.objects.get(origin_id=str(case.pk))
        came_to = at_once(
            partial(undo_decision, case=case, by=moderator, now=NOW + SPAN),
            taking(act, worker),
        )
        act.refresh_from_db()
        stored = Case.objects.get(pk=case.pk)
        if came_to[0] == "ok":
            assert (came_to[1], act.state) == ("AssertionError", "cancelled")
            assert (stored.state, stored.decided_by_id) == ("sealed", None)
            assert {"case.undone", "act.cancelled"} <= verbs()
        else:
            assert came_to == ["Refusal", "ok"]
            assert (act.state, stored.state) == ("sending", "decided")


def test_a_post_published_now_is_taken_back_or_sent_never_both(desk: Desk, worker: Worker) -> None:
    for _round in range(ROUNDS):
        post = planning.write_post(
            department=desk.department, content=content(desk.channel), by=desk.writer, now=NOW
        )
        Post.objects.filter(pk=post.pk).update(
            state="approved", planned_at=NOW + timedelta(hours=1), planned_day=NOW.date()
        )
        post.refresh_from_db()
        seen = content_hash(post)
        sent = planning.publish_now(post=post, content=seen, by=desk.writer, now=NOW, undo=SPAN)
        act = Act.objects.get(variant__post=post)
        came_to = at_once(
            partial(planning.undo_publish, post=sent, by=desk.writer, now=NOW + SPAN),
            taking(act, worker),
        )
        act.refresh_from_db()
        post.refresh_from_db()
        if came_to[0] == "ok":
            assert (came_to[1], act.state, post.state) == (
                "AssertionError",
                "cancelled",
                "approved",
            )
        else:
            assert came_to == ["Refusal", "ok"]
            assert (act.state, post.state) == ("sending", "released")


def test_what_is_being_sent_is_not_taken_back(desk: Desk, worker: Worker) -> None:
    """Whichever of the two the race above lets win: here the worker was first."""
    thread = message_of(desk, "När öppnar badet?").thread
    given = words(thread, "Hej Anna!\n\nKlockan tio.\n\nVänliga hälsningar, Omar")
    reply(thread=thread, words=given, by=desk.writer, now=NOW, undo=SPAN)
    read_before = Act.objects.get()
    taking(Act.objects.get(), worker)()
    assert not cancel(act=read_before, cause="Ångrat.", by=desk.writer, now=NOW + SPAN)
    assert Act.objects.get().state == "sending"
    assert "act.cancelled" not in verbs()


def test_two_who_undo_at_once_make_one_undoing(desk: Desk) -> None:
    thread = message_of(desk, "När öppnar badet?").thread
    given = words(thread, "Hej Anna!\n\nKlockan tio.\n\nVänliga hälsningar, Omar")
    sent = reply(thread=thread, words=given, by=desk.writer, now=NOW, undo=SPAN)

    def undo() -> object:
        return undo_reply(reply=sent, by=desk.writer, now=NOW)

    assert sorted(at_once(undo, undo)) == ["Refusal", "ok"]
    assert Entry.objects.filter(verb="reply.undone").count() == 1
    assert Thread.objects.get().state == "claimed"


def test_what_was_taken_back_can_be_sent_again_by_the_same_form(desk: Desk) -> None:
    thread = message_of(desk, "När öppnar badet?").thread
    given = words(thread, "Hej Anna!\n\nKlockan tio.\n\nVänliga hälsningar, Omar")
    sent = reply(thread=thread, words=given, by=desk.writer, now=NOW, undo=SPAN)
    undo_reply(reply=sent, by=desk.writer, now=NOW)
    again = reply(thread=thread, words=given, by=desk.writer, now=NOW, undo=SPAN)
    assert again.pk == sent.pk
    assert Reply.objects.count() == 1
    assert sorted(Act.objects.values_list("state", flat=True)) == ["cancelled", "due"]
    assert Thread.objects.get().state == "done"
