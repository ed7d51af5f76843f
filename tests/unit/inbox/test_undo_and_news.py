"""Taking a reply back, and what is told of a conversation that moved on meanwhile."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.factories.inbox import Desk, arrive, make_desk, words
from tests.factories.network import WHEN, make_event, wire_talking

from torg.delivery.models import Act
from torg.inbox import actions, queries
from torg.inbox.models import Thread
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ports.network import EventVerb

pytestmark = pytest.mark.django_db
NOW = WHEN + timedelta(minutes=30)
SPAN = timedelta(seconds=15)
TEXT = "Klockan tio.\n\nHälsningar Omar, kommunikatör"


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("vallentuna")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def thread(desk: Desk) -> Thread:
    return arrive(desk.channel).thread


def test_a_reply_waits_for_regret_and_then_goes(desk: Desk, thread: Thread) -> None:
    actions.reply(thread=thread, words=words(thread, TEXT), by=desk.writer, now=NOW, undo=SPAN)
    assert Act.objects.get().not_before == NOW + SPAN


def test_undone_the_promise_runs_again_and_the_words_are_kept(desk: Desk, thread: Thread) -> None:
    due = Thread.objects.get(pk=thread.pk).due_at
    sent = actions.reply(
        thread=thread, words=words(thread, TEXT), by=desk.writer, now=NOW, undo=SPAN
    )
    actions.undo_reply(reply=sent, by=desk.writer, now=NOW)
    stored = Thread.objects.get(pk=thread.pk)
    assert (stored.state, stored.due_at, stored.assigned_to) == ("claimed", due, desk.writer)
    sent.refresh_from_db()
    assert (sent.state, sent.text) == ("draft", TEXT)


def test_only_whoever_sent_it_takes_it_back(desk: Desk, thread: Thread) -> None:
    sent = actions.reply(
        thread=thread, words=words(thread, TEXT), by=desk.writer, now=NOW, undo=SPAN
    )
    with pytest.raises(Denied):
        actions.undo_reply(reply=sent, by=desk.colleague, now=NOW)


def test_a_second_reader_takes_back_the_reading(desk: Desk, thread: Thread) -> None:
    asked = actions.request_second_reader(
        thread=thread, words=words(thread, TEXT), by=desk.writer, now=NOW
    )
    sent = actions.second_read(reply=asked, approve=True, by=desk.lead, now=NOW, undo=SPAN)
    undone = actions.undo_reply(reply=sent, by=desk.lead, now=NOW)
    assert (undone.state, undone.second_reader) == ("awaiting", None)
    assert Thread.objects.get(pk=thread.pk).assigned_to == desk.writer


def test_a_regretted_answer_does_not_lose_the_promise_to_come_back(
    desk: Desk, thread: Thread
) -> None:
    actions.send_interim(thread=thread, words=words(thread, TEXT), by=desk.writer, now=NOW)
    promised = Thread.objects.get(pk=thread.pk).follow_up_at
    assert promised is not None
    later = NOW + timedelta(hours=1)
    sent = actions.reply(
        thread=thread, words=words(thread, TEXT), by=desk.writer, now=later, undo=SPAN
    )
    actions.undo_reply(reply=sent, by=desk.writer, now=later)
    stored = Thread.objects.get(pk=thread.pk)
    assert (stored.follow_up_at, stored.due_at) == (promised, promised)


@pytest.mark.parametrize("happens", ["new", "edited", "deleted", "answered"])
def test_a_send_is_refused_once_when_something_is_new(
    desk: Desk, thread: Thread, happens: str
) -> None:
    arrive(desk.channel, make_event("c0", text="Hallå?", minutes=1))
    known = queries.seen_now(thread)
    happen(desk, thread, happens)
    given = words(thread, TEXT, seen=None, known=known)
    with pytest.raises(Refusal) as caught:
        actions.reply(thread=thread, words=given, by=desk.writer, now=NOW)
    assert caught.value.field == "despite_newer"
    [told] = queries.news(thread, known)
    assert bool(told.reply) == (happens == "answered")
    assert (told.is_edit, told.is_gone) == (happens == "edited", happens == "deleted")
    again = words(thread, TEXT, seen=None, known=queries.seen_now(thread))
    assert actions.reply(thread=thread, words=again, by=desk.writer, now=NOW).state == "sent"


def happen(desk: Desk, thread: Thread, what: str) -> None:
    """One thing after the form was opened."""
    if what == "new":
        arrive(desk.channel, make_event("c9", text="Svara!", minutes=5))
    elif what == "edited":
        event = make_event(text="När stänger badhuset?", verb=EventVerb.EDITED, version="2")
        arrive(desk.channel, event)
    elif what == "deleted":
        gone = make_event("c0", text="Hallå?", verb=EventVerb.DELETED, minutes=6)
        arrive(desk.channel, gone, now=NOW)
    else:
        other = words(thread, "Klockan tolv.\n\nHälsningar Sara, kommunikatör")
        actions.reply(thread=thread, words=other, by=desk.colleague, now=NOW)


def test_ones_own_form_is_no_news(desk: Desk, thread: Thread) -> None:
    given = words(thread, TEXT, known=queries.seen_now(thread))
    first = actions.reply(thread=thread, words=given, by=desk.writer, now=NOW)
    assert actions.reply(thread=thread, words=given, by=desk.writer, now=NOW) == first
