"""A reply: seen, judged, sent once, by the channel."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.factories.inbox import Desk, arrive, make_desk, words
from tests.factories.network import ANNA, CAT, WHEN, TalkingNetwork, make_event
from tests.factories.people import make_department

from torg.delivery.models import Act, Publication
from torg.delivery.queries import of_origin, request_of
from torg.delivery.states import ActState
from torg.inbox import actions, jobs, queries
from torg.inbox.models import Answer, Message, Outcome, Reply, Thread
from torg.inbox.states import ReplyState, ThreadState
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.models import User
from torg.ports.network import Author, EventKind

NOW = WHEN + timedelta(minutes=30)


def answer(message: Message, by: User, text: str = "Klockan tio.", **more: object) -> Reply:
    """Send the text as a reply."""
    thread = message.thread
    return actions.reply(thread=thread, words=words(thread, text, **more), by=by, now=NOW)


@pytest.mark.req("V-52", "V-54")
def test_an_answer_leaves_as_the_channel_and_closes_the_thread(desk: Desk) -> None:
    message = arrive(desk.channel)
    reply = answer(message, desk.writer)
    act = of_origin(reply.ref).get()
    request = request_of(act)
    assert (act.channel, act.created_by, reply.author) == (desk.channel, desk.writer, desk.writer)
    assert (request.text, request.target.id, request.target.author_id) == (
        "Klockan tio.",
        "c1",
        ANNA.id,
    )
    thread = Thread.objects.get()
    assert (thread.state, thread.outcome) == (ThreadState.DONE, Outcome.ANSWERED)
    assert not thread.forwards.exists()
    message.refresh_from_db()
    assert (message.answered_by, message.answered_at) == (Answer.REPLY, NOW)
    sent = Entry.objects.get(verb="reply.answer")
    assert (sent.direction, sent.actor_id) == ("drawn_up", str(desk.writer.pk))


def test_the_same_form_sent_twice_is_one_reply(desk: Desk) -> None:
    message = arrive(desk.channel)
    form = words(message.thread, "Klockan tio.")
    replies = {
        actions.reply(thread=message.thread, words=form, by=desk.writer, now=NOW).pk
        for _ in range(3)
    }
    assert len(replies) == 1
    assert Act.objects.count() == 1


def test_a_direct_message_is_answered_as_a_message(desk: Desk) -> None:
    message = arrive(desk.channel, make_event(kind=EventKind.MESSAGE, root="talk-1", parent=""))
    act = of_origin(answer(message, desk.centre).ref).get()
    assert (act.kind, act.payload["target"]["author_id"]) == ("message", ANNA.id)


def test_the_echo_of_an_answer_is_the_answer(desk: Desk) -> None:
    message = arrive(desk.channel)
    reply = answer(message, desk.writer)
    act = of_origin(reply.ref).get()
    Publication.objects.create(
        municipality=desk.municipality,
        act=act,
        channel=desk.channel,
        network_id="r1",
        published_at=NOW,
    )
    us = Author(desk.channel.connection.account_id, "@vi", "Kommunen")
    echo = arrive(desk.channel, make_event("r1", author=us, parent="c1", minutes=40))
    assert echo.reply == reply
    turns = queries.conversation(Thread.objects.get(), desk.writer).turns
    assert [bool(turn.reply) for turn in turns] == [False, True]


def test_nothing_is_sent_past_something_the_writer_has_not_seen(desk: Desk) -> None:
    message = arrive(desk.channel)
    form = words(message.thread, "Klockan tio.")
    arrive(desk.channel, make_event("c2", text="Eller är det stängt?", minutes=5))
    with pytest.raises(Refusal) as caught:
        actions.reply(thread=message.thread, words=form, by=desk.writer, now=NOW)
    assert caught.value.field == "despite_newer"
    assert not Act.objects.exists()
    answer(message, desk.writer, seen=form.seen, despite_newer=True)
    assert Act.objects.get().payload["target"]["id"] == "c2"


@pytest.mark.req("M1-05")
def test_each_kind_is_found_by_the_filter_and_none_is_closed_without(desk: Desk) -> None:
    kinds = ["question", "comment", "viewpoint", "criticism", "praise"]
    for number, kind in enumerate(kinds):
        mention = make_event(
            f"m{number}", kind=EventKind.MENTION, root=f"r{number}", text="…", minutes=number
        )
        message = arrive(desk.channel, mention)
        assert message.kind == "unknown"
        for refused in (
            lambda one=message: answer(one, desk.writer),
            lambda one=message: actions.close(
                thread=one.thread, outcome="spam", by=desk.writer, now=NOW
            ),
        ):
            with pytest.raises(Refusal, match="sort"):
                refused()
        actions.set_kind(message=message, kind=kind, by=desk.writer, now=NOW)
    for kind in kinds:
        page = queries.page(desk.writer, queries.Queue.NEW, queries.Filters(sort=kind), NOW)
        assert [thread.latest.kind for thread in page.threads if thread.latest] == [kind]


@pytest.mark.req("S-12", "S-13")
def test_stockholms_greeting_and_closing(db: None, network: TalkingNetwork) -> None:
    desk = make_desk("stockholm")
    with scope(desk.municipality.pk):
        anna = arrive(desk.channel)
        frame = queries.advice(anna, "", by=desk.writer, at=NOW).frame
        opened = queries.opening_text(frame)
        assert opened.startswith("Hej Anna!")
        assert opened.endswith("Vänliga hälsningar, Omar")
        cat = arrive(desk.channel, make_event("k1", author=CAT))
        fallback = queries.advice(cat, "", by=desk.writer, at=NOW).frame
        assert (fallback.greeting, fallback.name_found) == ("Hej!", False)
        with pytest.raises(Refusal) as caught:
            answer(anna, desk.writer, "Hej Anna!\n\nKlockan tio.")
        assert caught.value.field == "motive"
        assert "S-13" in caught.value.cite
        reply = answer(anna, desk.writer, opened.replace("\n\n\n", "\n\nKlockan tio.\n\n"))
        assert reply.text.endswith("Vänliga hälsningar, Omar")
        edited = answer(cat, desk.writer, "Hej där!\n\nKlockan tio.\n\nVänliga hälsningar, Omar")
        assert edited.state == ReplyState.SENT


@pytest.mark.req("V-61")
def test_the_closing_is_the_municipalitys(db: None, network: TalkingNetwork) -> None:
    closings = {}
    for pack in ("vallentuna", "stockholm"):
        desk = make_desk(pack)
        with scope(desk.municipality.pk):
            message = arrive(desk.channel)
            frame = queries.advice(message, "", by=desk.colleague, at=NOW).frame
            closings[pack] = queries.opening_text(frame).splitlines()[-1]
    assert closings == {
        "vallentuna": "Hälsningar Sara, kommunikatör",
        "stockholm": "Vänliga hälsningar, Sara",
    }


@pytest.mark.req("G-14")
def test_goteborg_only_offers_a_signature(db: None, network: TalkingNetwork) -> None:
    desk = make_desk("goteborg")
    with scope(desk.municipality.pk):
        message = arrive(desk.channel)
        found = queries.advice(message, "Klockan tio.", by=desk.writer, at=NOW)
        assert not [finding for finding in found.findings if finding.field == "closing"]
        assert found.frame.optional_closing == "/Omar"
        answer(message, desk.writer)


@pytest.mark.req("G-17")
def test_criticism_asks_for_a_second_reader_and_a_question_does_not(
    db: None, network: TalkingNetwork
) -> None:
    desk = make_desk("goteborg")
    with scope(desk.municipality.pk):
        blame = arrive(desk.channel, make_event(text="Det här är en skandal."))
        question = arrive(desk.channel, make_event("q", root="x"))
        assert (blame.kind, question.kind) == ("criticism", "question")
        answer(question, desk.writer)
        with pytest.raises(Refusal) as caught:
            answer(blame, desk.writer)
        assert "G-17" in caught.value.cite
        asked = actions.request_second_reader(
            thread=blame.thread, words=words(blame.thread, "Vi beklagar."), by=desk.writer, now=NOW
        )
        assert asked.state == ReplyState.AWAITING
        assert not of_origin(asked.ref).exists()
        with pytest.raises(Denied):
            actions.second_read(reply=asked, approve=True, by=desk.writer, now=NOW)
        assert queries.replies_asking(desk.colleague).get() == asked
        sent = actions.second_read(reply=asked, approve=True, by=desk.colleague, now=NOW)
        assert (sent.state, sent.second_reader) == (ReplyState.SENT, desk.colleague)
        assert of_origin(sent.ref).count() == 1
        assert not queries.replies_asking(desk.colleague).exists()


def test_a_returned_reply_comes_back_and_is_sent_as_the_same_reply(desk: Desk) -> None:
    message = arrive(desk.channel)
    form = words(message.thread, "Vi beklagar.")
    asked = actions.request_second_reader(
        thread=message.thread, words=form, by=desk.writer, now=NOW
    )
    with pytest.raises(Refusal):
        actions.second_read(reply=asked, approve=False, by=desk.colleague, now=NOW)
    back = actions.second_read(
        reply=asked, approve=False, note="Mjukare ton.", by=desk.colleague, now=NOW
    )
    assert (back.state, back.reader_note) == (ReplyState.RETURNED, "Mjukare ton.")
    assert queries.replies_asking(desk.writer).get() == back
    sent = answer(message, desk.writer, "Tack för att du berättar.", form_token=form.form_token)
    assert (sent.pk, sent.state) == (asked.pk, ReplyState.SENT)


def test_a_reader_does_not_send_past_something_newer(desk: Desk) -> None:
    message = arrive(desk.channel)
    asked = actions.request_second_reader(
        thread=message.thread, words=words(message.thread, "Hej."), by=desk.writer, now=NOW
    )
    arrive(desk.channel, make_event("c2", text="Glöm det, det löste sig.", minutes=20))
    with pytest.raises(Refusal):
        actions.second_read(reply=asked, approve=True, by=desk.colleague, now=NOW)
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("text", "field"), [("", "text"), ("  \n", "text"), ("Se {länk} här", "text")]
)
def test_an_empty_or_half_filled_reply_is_refused(desk: Desk, text: str, field: str) -> None:
    message = arrive(desk.channel)
    with pytest.raises(Refusal) as caught:
        answer(message, desk.writer, text)
    assert caught.value.field == field
    assert not Reply.objects.exists()


def test_nobody_answers_what_a_colleague_has_claimed(desk: Desk) -> None:
    message = arrive(desk.channel)
    actions.claim(thread=message.thread, by=desk.colleague, now=NOW)
    with pytest.raises(Refusal, match="Sara"):
        answer(message, desk.writer)
    actions.release(thread=message.thread, by=desk.writer, now=NOW)
    answer(message, desk.writer)


def test_a_reply_that_the_network_refused_comes_back_to_its_writer(desk: Desk) -> None:
    message = arrive(desk.channel)
    promise = message.due_at
    reply = answer(message, desk.writer)
    Act.objects.update(state=ActState.REFUSED, cause="Nej.")
    assert jobs.look_after_replies(clock=lambda: NOW) == 1
    assert jobs.look_after_replies(clock=lambda: NOW) == 0
    reply.refresh_from_db()
    thread = Thread.objects.get()
    assert reply.state == ReplyState.FAILED
    assert (thread.state, thread.assigned_to, thread.due_at) == (
        ThreadState.CLAIMED,
        desk.writer,
        promise,
    )
    answer(message, desk.writer)
    assert Act.objects.exclude(state=ActState.REFUSED).count() == 1


def test_a_like_that_the_network_refused_leaves_the_viewpoint_unanswered(desk: Desk) -> None:
    message = arrive(desk.channel, make_event(text="Ni borde ha fler bänkar."))
    actions.like(message=message, by=desk.writer, now=NOW)
    Act.objects.update(state=ActState.REFUSED)
    assert jobs.look_after_replies(clock=lambda: NOW) == 1
    assert jobs.look_after_replies(clock=lambda: NOW) == 0
    message.refresh_from_db()
    thread = Thread.objects.get()
    assert (message.answered_at, thread.state, thread.due_at) == (
        None,
        ThreadState.NEW,
        message.due_at,
    )
    actions.like(message=message, by=desk.writer, now=NOW)
    assert jobs.look_after_replies(clock=lambda: NOW) == 0


def test_an_interim_reply_is_no_answer_to_close_with(desk: Desk) -> None:
    message = arrive(desk.channel)
    actions.send_interim(
        thread=message.thread,
        words=words(message.thread, "Vi återkommer."),
        by=desk.writer,
        now=NOW,
    )
    with pytest.raises(Refusal, match="varken"):
        actions.close(thread=message.thread, outcome="answered", by=desk.writer, now=NOW)
    answer(message, desk.writer)
    assert Thread.objects.get().outcome == Outcome.ANSWERED


def test_templates_are_filled_with_what_is_known(desk: Desk, now: datetime) -> None:
    message = arrive(desk.channel)
    template = queries.templates_for(desk.writer).model.objects.create(
        municipality=desk.municipality,
        title="Hälsning",
        body="Hej {förnamn}! {ditt förnamn}, {titel}. Läs mer: {länk}",
    )
    frame = queries.advice(message, "", by=desk.writer, at=now).frame
    text = queries.filled(template, message, by=desk.writer, frame=frame)
    assert "Omar, kommunikatör" in text
    assert "{länk}" in text


@pytest.mark.parametrize("role", ["official", "registrar", "administrator"])
def test_who_may_not_reply_is_denied(desk: Desk, role: str) -> None:
    message = arrive(desk.channel)
    grant = desk.writer.grants.get()
    grant.role = role
    grant.save()
    with pytest.raises(Denied):
        answer(message, desk.writer)
    with pytest.raises(Denied):
        actions.claim(thread=message.thread, by=desk.writer, now=NOW)


def test_templates_reach_those_they_are_for(desk: Desk) -> None:
    given: dict[str, Any] = {"municipality": desk.municipality, "now": NOW}
    for title, reach, by in (
        ("Alla", "shared", desk.lead),
        ("Enheten", "department", desk.writer),
        ("Min", "personal", desk.writer),
    ):
        actions.add_template(
            title=title, body="Text", reach=reach, department=desk.department, by=by, **given
        )
    seen = [template.title for template in queries.templates_for(desk.colleague)]
    assert seen == ["Alla", "Enheten"]
    assert queries.templates_for(desk.writer).count() == 3
    with pytest.raises(Refusal):
        actions.add_template(title="", body="", by=desk.writer, **given)
    with pytest.raises(Refusal):
        actions.add_template(title="x", body="y", reach="personal", by=None, **given)


def test_a_department_is_offered_templates_only_by_those_who_answer_there(desk: Desk) -> None:
    grant = desk.writer.grants.get()
    grant.department = make_department(municipality=desk.municipality)
    grant.save()
    with pytest.raises(Denied):
        actions.add_template(
            municipality=desk.municipality,
            title="x",
            body="y",
            reach="department",
            department=desk.department,
            by=desk.writer,
            now=NOW,
        )
