"""Forwarding, referring, closing, liking, and who has what in the queue."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.factories.inbox import Desk, arrive, make_desk, words
from tests.factories.network import ANNA, WHEN, TalkingNetwork, make_event
from tests.factories.people import make_department, make_user

from torg.delivery.models import Act
from torg.inbox import actions, queries
from torg.inbox.models import Answer, Outcome, Reply, Thread
from torg.inbox.queries import Filters, Queue
from torg.inbox.states import ThreadState
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.people.models import Department, User, counting, prepared
from torg.ports.network import EventKind

NOW = WHEN + timedelta(minutes=30)
EVERYTHING = Filters()


@pytest.fixture
def valley(db: None, network: TalkingNetwork) -> Iterator[Desk]:
    """Where the guideline speaks of both forwarding and irony."""
    made = make_desk("vallentuna")
    with scope(made.municipality.pk):
        yield made


def streets(desk: Desk) -> tuple[Department, User]:
    """Another department and its communicator."""
    unit = make_department(municipality=desk.municipality, name="Gatukontoret")
    return unit, make_user(role="communicator", department=unit)


def queue(user: User, which: Queue) -> list[Thread]:
    """The threads in a person's queue."""
    return queries.page(user, which, EVERYTHING, NOW).threads


@pytest.mark.req("M1-11")
def test_a_forwarded_question_is_in_the_departments_queue_with_its_deadline(desk: Desk) -> None:
    message = arrive(desk.channel, make_event(text="När lagas gatlampan?"))
    unit, lamp = streets(desk)
    assert not queue(lamp, Queue.NEW)
    before = message.thread.due_at
    actions.add_note(thread=message.thread, text="Ring Gatukontoret.", by=desk.writer, now=NOW)
    actions.forward(
        thread=message.thread,
        department=unit,
        note="Er lampa.",
        acknowledgement=words(message.thread, "Tack, vi återkommer."),
        by=desk.writer,
        now=NOW,
    )
    thread = queue(lamp, Queue.NEW)[0]
    assert thread.pk == message.thread_id
    assert (thread.due_at, before is not None) == (before, True)
    message.refresh_from_db()
    assert (message.due_at, message.answered_at) == (before, None)
    turns = queries.conversation(thread, lamp).turns
    assert [bool(turn.message or turn.note or turn.forward or turn.reply) for turn in turns] == [
        True
    ] * 4
    assert queue(desk.writer, Queue.NEW) == []
    assert queue(desk.writer, Queue.OTHERS) == [thread]
    actions.reply(thread=thread, words=words(thread, "I morgon."), by=lamp, now=NOW)


@pytest.mark.req("V-53")
def test_forwarding_tells_the_resident_or_says_why_not(valley: Desk) -> None:
    desk = valley
    message = arrive(desk.channel)
    unit, _lamp = streets(desk)
    with pytest.raises(Refusal) as caught:
        actions.forward(thread=message.thread, department=unit, by=desk.writer, now=NOW)
    assert "V-53" in caught.value.cite
    told = actions.forward(
        thread=message.thread,
        department=unit,
        acknowledgement=words(
            message.thread, "Tack, vi har tagit emot frågan.", motive="Kort besked."
        ),
        by=desk.writer,
        now=NOW,
    )
    assert told.acknowledgement is not None
    assert Act.objects.get().payload["text"] == "Tack, vi har tagit emot frågan."
    other = make_department(municipality=desk.municipality)
    again = actions.forward(thread=message.thread, department=other, by=desk.writer, now=NOW)
    assert again.acknowledgement == told.acknowledgement
    second = arrive(desk.channel, make_event("c9", root="post-9"))
    silent = actions.forward(
        thread=second.thread,
        department=unit,
        reason="Fick besked i telefon.",
        by=desk.writer,
        now=NOW,
    )
    assert (silent.acknowledgement, silent.reason) == (None, "Fick besked i telefon.")


@pytest.mark.req("M1-25", "M1-26")
def test_messages_go_to_the_contact_centre_and_comments_to_communicators(desk: Desk) -> None:
    direct = arrive(desk.channel, make_event("d1", kind=EventKind.MESSAGE, root="talk")).thread
    comment = arrive(desk.channel, make_event("c1")).thread
    assert queue(desk.centre, Queue.NEW) == [direct]
    assert queue(desk.writer, Queue.NEW) == [comment]
    assert not queries.visible_to(desk.writer).filter(pk=direct.pk).exists()
    assert set(queue(desk.lead, Queue.NEW)) == {direct, comment}
    with pytest.raises(Denied):
        actions.claim(thread=direct, by=desk.writer, now=NOW)


def test_another_municipality_sees_nothing(desk: Desk, network: TalkingNetwork) -> None:
    arrive(desk.channel)
    other = make_desk("vallentuna")
    with scope(other.municipality.pk):
        assert not queries.visible_to(other.lead).exists()
        assert not queries.in_queue(desk.lead).exists()


@pytest.mark.req("V-11", "S-06")
def test_nothing_is_closed_without_reply_reaction_or_a_listed_exception(desk: Desk) -> None:
    thread = arrive(desk.channel).thread
    for outcome in ("", "whatever", Outcome.ANSWERED, Outcome.REACTION, Outcome.REFERRED):
        with pytest.raises(Refusal):
            actions.close(thread=thread, outcome=outcome, by=desk.writer, now=NOW)
    closed = actions.close(thread=thread, outcome="elsewhere", by=desk.writer, now=NOW)
    assert (closed.state, closed.outcome) == (ThreadState.DONE, Outcome.ELSEWHERE)


@pytest.mark.req("V-55")
def test_a_liked_viewpoint_is_answered_and_an_unmet_one_is_a_breach(desk: Desk) -> None:
    message = arrive(desk.channel, make_event(text="Ni borde ha fler bänkar."))
    late = WHEN + timedelta(days=7)
    assert queries.breaches(desk.writer, late).get() == message
    liked = actions.like(message=message, by=desk.writer, now=NOW)
    assert liked.answered_by == Answer.REACTION
    assert Act.objects.get().kind == "like"
    assert not queries.breaches(desk.writer, late).exists()
    assert Thread.objects.get().outcome == Outcome.REACTION
    with pytest.raises(Refusal, match="redan"):
        actions.like(message=liked, by=desk.writer, now=NOW)


def test_a_liked_question_is_still_unanswered(desk: Desk) -> None:
    liked = actions.like(message=arrive(desk.channel), by=desk.writer, now=NOW)
    assert liked.answered_at is None
    assert Thread.objects.get().state == ThreadState.NEW


@pytest.mark.req("V-56")
def test_an_ironic_viewpoint_leaves_the_breaches_and_a_question_cannot(valley: Desk) -> None:
    desk = valley
    irony = arrive(desk.channel, make_event(text="Jag tycker ni borde asfaltera sjön också."))
    late = WHEN + timedelta(days=7)
    assert queries.breaches(desk.writer, late).count() == 1
    actions.close(thread=irony.thread, outcome="ironic", by=desk.writer, now=NOW)
    assert not queries.breaches(desk.writer, late).exists()
    irony.refresh_from_db()
    assert irony.answered_by == Answer.EXCEPTION
    question = arrive(desk.channel, make_event("q", root="x"))
    with pytest.raises(Refusal, match="ironi"):
        actions.close(thread=question.thread, outcome="ironic", by=desk.writer, now=NOW)


@pytest.mark.req("S-20")
def test_a_repetition_points_at_what_was_answered(desk: Desk) -> None:
    first = arrive(desk.channel).thread
    again = arrive(desk.channel, make_event("c2", root="post-2", minutes=60)).thread
    with pytest.raises(Refusal, match="tidigare"):
        actions.close(thread=first, outcome="repeat", by=desk.writer, now=NOW)
    with pytest.raises(Refusal, match="tidigare"):
        actions.close(thread=again, outcome="repeat", repeat_of=first, by=desk.writer, now=NOW)
    actions.reply(thread=first, words=words(first, "Klockan tio."), by=desk.writer, now=NOW)
    closed = actions.close(thread=again, outcome="repeat", repeat_of=first, by=desk.writer, now=NOW)
    assert (closed.outcome, closed.repeat_of) == (Outcome.REPEAT, first)
    assert not queries.breaches(desk.writer, WHEN + timedelta(days=9)).exists()


@pytest.mark.req("S-07")
def test_a_referral_names_the_body_in_a_reply(db: None, network: TalkingNetwork) -> None:
    desk = make_desk("stockholm")
    with scope(desk.municipality.pk):
        thread = arrive(desk.channel, make_event(text="När kommer mitt pass?")).thread
        text = "Hej Anna!\n\nPolisen, 114 14, svarar.\n\nVänliga hälsningar, Omar"
        with pytest.raises(Refusal):
            actions.refer(
                thread=thread, words=words(thread, text), body=" ", by=desk.writer, now=NOW
            )
        actions.refer(
            thread=thread, words=words(thread, text), body="Polisen", by=desk.writer, now=NOW
        )
        thread.refresh_from_db()
        assert (thread.outcome, thread.referred_to) == (Outcome.REFERRED, "Polisen")
        assert "114 14" in Act.objects.get().payload["text"]


def test_a_finished_thread_is_opened_again(desk: Desk) -> None:
    thread = arrive(desk.channel).thread
    actions.close(thread=thread, outcome="not_ours", by=desk.writer, now=NOW)
    opened = actions.reopen(thread=thread, by=desk.writer, now=NOW)
    assert (opened.state, opened.outcome) == (ThreadState.NEW, "")
    with pytest.raises(Refusal):
        actions.reopen(thread=thread, by=desk.writer, now=NOW)


def test_a_removed_message_needs_no_answer_and_keeps_its_text(desk: Desk) -> None:
    message = arrive(desk.channel)
    for _ in range(2):
        actions.mark_removed(message=message, by=desk.lead, now=NOW)
    message.refresh_from_db()
    thread = Thread.objects.get()
    assert (message.removed_at, message.display_state, thread.due_at) == (NOW, "deleted", None)
    assert message.text
    assert not Reply.objects.exists()


def test_each_open_thread_is_counted_once_and_no_further_than_anybody_reads(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = desk.writer.department, make_department(municipality=desk.municipality)
    lots: list[dict[str, Any]] = [
        *[{"state": "new"}] * 4,
        {"state": "new", "forwarded_at": NOW, "department": ours},
        *[{"state": "new", "forwarded_at": NOW, "department": theirs}] * 2,
        *[{"state": "claimed", "assigned_to": desk.writer, "claimed_at": NOW}] * 3,
        *[{"state": "claimed", "assigned_to": desk.lead, "claimed_at": NOW}] * 2,
        {"state": "waiting"},
    ]
    for number, lot in enumerate(lots):
        arrive(desk.channel, make_event(f"c{number}", root=f"p{number}"))
        Thread.objects.filter(root_id=f"p{number}").update(**lot)
    wanted = {Queue.NEW: 5, Queue.MINE: 3, Queue.OTHERS: 4, Queue.WAITING: 1}
    assert queries.counts(desk.writer, EVERYTHING, NOW) == wanted
    for queue, number in wanted.items():
        assert queries.queued(desk.writer, queue, EVERYTHING, NOW).count() == number
    monkeypatch.setattr(counting, "MOST_COUNTED", 2)
    prepared._known.clear()
    some = {Queue.NEW: 3, Queue.MINE: 3, Queue.OTHERS: 4, Queue.WAITING: 1}
    assert queries.counts(desk.writer, EVERYTHING, NOW) == some
    prepared._known.clear()


def test_counts_and_pages_of_the_queues(desk: Desk, django_assert_max_num_queries: object) -> None:
    for number in range(55):
        arrive(desk.channel, make_event(f"c{number}", root=f"p{number}", minutes=number))
    first = Thread.objects.order_by("order_at").first()
    assert first is not None
    actions.claim(thread=first, by=desk.writer, now=NOW)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        found = queries.counts(desk.writer, EVERYTHING, NOW)
        page = queries.page(desk.writer, Queue.NEW, EVERYTHING, NOW)
        assert all(thread.latest and thread.person.name for thread in page.threads)
    assert (found[Queue.NEW], found[Queue.MINE]) == (54, 1)
    rest = queries.page(desk.writer, Queue.NEW, EVERYTHING, NOW, page.after)
    seen = [thread.pk for thread in page.threads + rest.threads]
    assert (len(page.threads), len(seen), len(set(seen)), rest.after) == (50, 54, 54, "")
    assert queries.next_after(desk.writer, page.threads[0]) == first
    due = [thread.due_at for thread in page.threads]
    assert due == sorted(due)  # type: ignore[type-var]


def test_an_invented_page_mark_is_the_first_page(desk: Desk) -> None:
    arrive(desk.channel)
    for mark in ("x", "AAAA", "éé", "MjAyNi0wMS0wMSBub3QtYS11dWlk"):
        assert len(queries.page(desk.writer, Queue.NEW, EVERYTHING, NOW, mark).threads) == 1


def test_history_is_the_same_person_on_the_same_network(desk: Desk) -> None:
    first = arrive(desk.channel).thread
    second = arrive(desk.channel, make_event("c2", root="post-2", author=ANNA)).thread
    assert list(queries.earlier_threads(second, desk.writer)) == [first]
