"""The inbox holds exactly what the network has, however it is delivered."""

import random
import sys
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DataError
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, arrive
from tests.factories.network import ANNA, WHEN, TalkingNetwork, body_of, make_event

from torg.channels.states import ConnectionState
from torg.inbox import actions, jobs, queries
from torg.inbox.actions.store_firsts import store_firsts
from torg.inbox.models import (
    Answer,
    Direction,
    EarlyEvent,
    Message,
    MessageKind,
    RawDelivery,
    SyncState,
    Thread,
)
from torg.inbox.states import ThreadState
from torg.kernel.refs import Ref
from torg.ledger.models import Entry
from torg.ledger.queries import timeline
from torg.ports.errors import NeedsReconnect, Unreachable
from torg.ports.network import Author, Event, EventKind, EventVerb

LATER = WHEN + timedelta(minutes=5)


def store(desk: Desk, body: bytes, now: datetime = LATER) -> bool:
    return actions.store_webhook(
        municipality_id=desk.municipality.pk, channel_id=desk.channel.pk, body=body, now=now
    )


def deliver(desk: Desk, *events: Event) -> None:
    store(desk, body_of(*events))


def sweep() -> int:
    return jobs.process_spool(clock=lambda: LATER + timedelta(days=1))


def test_each_delivery_up_to_five_times_in_any_order_is_one_row(desk: Desk) -> None:
    events = [
        make_event(f"c{n}", author=Author(f"p{n % 4}", "", f"Person {n % 4}"), minutes=n)
        for n in range(12)
    ]
    edits = [make_event(f"c{n}", verb=EventVerb.EDITED, version="2", minutes=60) for n in (1, 2)]
    stream = [event for event in events + edits for _ in range(random.Random(1).randint(1, 5))]
    random.Random(2).shuffle(stream)
    for number, event in enumerate(stream):
        # A new body each time: the network signs and numbers each delivery anew.
        store(desk, body_of(event) + b" " * number)
    assert sweep() == len(stream)
    assert Message.objects.count() == 14
    assert Message.objects.filter(is_current=True).count() == 12
    assert set(Message.objects.filter(network_id="c1").values_list("version", "is_current")) == {
        ("1", False),
        ("2", True),
    }


def test_a_replayed_webhook_is_stored_once(desk: Desk) -> None:
    deliver(desk, make_event())
    sweep()
    for hours in (0.2, 24):
        assert not store(desk, body_of(make_event()), LATER + timedelta(hours=hours))
    assert sweep() == 0
    assert (RawDelivery.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.req("M1-06")
def test_a_mention_seen_by_two_syncs_is_one_item(desk: Desk, network: TalkingNetwork) -> None:
    network.told = [make_event("m1", kind=EventKind.MENTION, root="elsewhere", parent="")]
    for _ in range(2):
        jobs.poll_channels(clock=lambda: LATER)
        SyncState.objects.update(cursor="")  # the network resets its cursor
        sweep()
    message = Message.objects.get()
    assert (message.network_id, message.made_available_at) == ("m1", WHEN)
    assert message.thread.kind == EventKind.MENTION
    assert Thread.objects.count() == 1


def test_polling_takes_each_page_in_with_its_cursor(desk: Desk, network: TalkingNetwork) -> None:
    network.told = [make_event(f"c{n}", minutes=n) for n in range(8)]
    assert jobs.poll_channels(clock=lambda: LATER) == 8
    state = SyncState.objects.get()
    assert (state.cursor, state.last_ok_at) == ("8", LATER)
    assert RawDelivery.objects.count() == 3
    assert jobs.poll_channels(clock=lambda: LATER) == 0
    assert Message.objects.count() == 8
    assert sweep() == 0
    assert bytes(Message.objects.first().raw.body)  # type: ignore[union-attr]


def test_a_kill_between_fetch_and_store_skips_nothing(desk: Desk, network: TalkingNetwork) -> None:
    network.told = [make_event("c1")]

    def die(name: str) -> None:
        if name == "fetched":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        jobs.poll_channels(clock=lambda: LATER, step=die)
    assert not RawDelivery.objects.exists()
    jobs.poll_channels(clock=lambda: LATER)
    sweep()
    assert Message.objects.count() == 1


@pytest.mark.parametrize("where", ["before-parse", "parsed", "settled"])
def test_a_kill_while_reading_the_spool_loses_and_doubles_nothing(desk: Desk, where: str) -> None:
    deliver(desk, *(make_event(f"c{n}", minutes=n) for n in range(3)))

    def die(name: str) -> None:
        if name == where:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        jobs.process_spool(clock=lambda: LATER, step=die)
    sweep()
    assert Message.objects.count() == 3
    assert not RawDelivery.objects.filter(processed_at__isnull=True).exists()


def test_an_unreadable_delivery_is_kept_and_shown_and_stops_nobody(desk: Desk) -> None:
    store(desk, b"{broken")
    deliver(desk, make_event())
    clock = LATER
    for _ in range(3):
        clock += timedelta(hours=2)
        jobs.process_spool(clock=lambda: clock)  # noqa: B023
    broken = RawDelivery.objects.get(processed_at__isnull=True)
    assert bytes(broken.body) == b"{broken"
    assert "läsa" in broken.failure
    assert Message.objects.count() == 1
    assert [alarm.tone for alarm in queries.sync_alarms(desk.municipality.pk, clock)] == ["danger"]


def test_our_own_echo_is_attached_and_is_no_work(desk: Desk, network: TalkingNetwork) -> None:
    us = Author(desk.channel.connection.account_id, "@vi", "Kommunen")
    arrive(desk.channel)
    echo = make_event("r1", text="Klockan tio.", author=us, parent="c1", minutes=3)
    network.told = [echo]
    deliver(desk, echo)
    jobs.poll_channels(clock=lambda: LATER)
    sweep()
    thread = Thread.objects.get()
    ours = thread.messages.get(direction=Direction.OUT)
    assert (ours.due_at, ours.text) == (None, "Klockan tio.")
    asked = thread.messages.get(direction=Direction.IN)
    assert (asked.answered_by, asked.answered_at) == (Answer.OUTSIDE, echo.made_available_at)
    assert thread.due_at is None


def test_an_echo_before_its_comment_waits_for_it(desk: Desk) -> None:
    us = Author(desk.channel.connection.account_id, "@vi", "Kommunen")
    deliver(desk, make_event("r1", author=us, parent="c1", minutes=3))
    sweep()
    assert (Message.objects.count(), EarlyEvent.objects.count()) == (0, 1)
    deliver(desk, make_event("c1"))
    sweep()
    assert EarlyEvent.objects.count() == 0
    assert Thread.objects.get().messages.filter(direction=Direction.OUT).count() == 1


def test_our_own_post_and_comment_on_it_make_no_thread(desk: Desk) -> None:
    us = Author(desk.channel.connection.account_id, "@vi", "Kommunen")
    deliver(desk, make_event("post-1", author=us, kind=EventKind.VISITOR_POST, parent=""))
    sweep()
    assert not Thread.objects.exists()
    assert not EarlyEvent.objects.exists()


def test_edits_upstream_are_versions(desk: Desk) -> None:
    first = arrive(desk.channel)
    second = arrive(
        desk.channel,
        make_event(text="När stänger badhuset?", verb=EventVerb.EDITED, version="2", minutes=9),
    )
    first.refresh_from_db()
    assert (first.is_current, second.is_current) == (False, True)
    assert (first.text, second.text) == ("När öppnar badhuset?", "När stänger badhuset?")
    assert second.due_at == first.due_at
    assert Thread.objects.get().latest == second


def test_an_old_edition_that_comes_late_is_not_the_current_one(desk: Desk) -> None:
    second = arrive(desk.channel, make_event(version="2", verb=EventVerb.EDITED, minutes=9))
    first = arrive(desk.channel, make_event(version="1"))
    second.refresh_from_db()
    assert (first.is_current, second.is_current) == (False, True)


@pytest.mark.parametrize("early", [False, True])
def test_a_deletion_upstream_keeps_what_we_captured(desk: Desk, early: bool) -> None:
    gone = make_event(verb=EventVerb.DELETED, text="", minutes=20)
    events = [gone, make_event()] if early else [make_event(), gone]
    for event in events:
        deliver(desk, event)
        sweep()
    message = Message.objects.get()
    assert message.text == "När öppnar badhuset?"
    assert message.deleted_upstream_at == gone.made_available_at
    assert (message.display_state, message.thread.due_at) == ("deleted", None)


def test_who_claims_to_be_staff_is_a_resident(desk: Desk) -> None:
    liar = Author("someone-else", desk.channel.connection.handle, desk.channel.name)
    message = arrive(desk.channel, make_event(author=liar, text="Svar på ärende 1: ok."))
    assert message.direction == Direction.IN
    assert message.thread.state == ThreadState.NEW
    assert not message.thread.replies.exists()


def test_likes_and_reposts_are_no_threads(desk: Desk) -> None:
    deliver(desk, make_event("l1", kind=EventKind.LIKE), make_event("s1", kind=EventKind.REPOST))
    assert sweep() == 1
    assert not Thread.objects.exists()


def test_two_residents_under_one_post_are_two_threads(desk: Desk) -> None:
    arrive(desk.channel, make_event("c1"))
    arrive(desk.channel, make_event("c2", author=Author("bo", "@bo", "Bo Ek")))
    arrive(desk.channel, make_event("c3", author=ANNA, parent="c2", minutes=4))
    assert sorted(thread.messages.count() for thread in Thread.objects.all()) == [1, 2]


@pytest.mark.parametrize("before", [ThreadState.DONE, ThreadState.WAITING])
def test_a_new_message_brings_the_thread_back_to_new(desk: Desk, before: ThreadState) -> None:
    thread = arrive(desk.channel).thread
    Thread.objects.filter(pk=thread.pk).update(state=before, outcome="answered")
    arrive(desk.channel, make_event("c2", text="Och på söndag?", minutes=60))
    thread.refresh_from_db()
    assert (thread.state, thread.outcome, thread.assigned_to) == (ThreadState.NEW, "", None)


def test_a_dead_credential_marks_the_connection_and_a_silent_network_waits_longer(
    desk: Desk, network: TalkingNetwork
) -> None:
    network.down = Unreachable("timeout", maybe_done=True)
    clock = LATER
    for _ in range(4):
        clock += timedelta(minutes=20)
        jobs.poll_channels(clock=lambda: clock)  # noqa: B023
    state = SyncState.objects.get()
    assert (state.failure, state.failing_since, state.tries) == (
        "timeout",
        LATER + timedelta(minutes=20),
        4,
    )
    assert state.not_before is not None
    assert state.not_before > clock
    jobs.poll_channels(clock=lambda: clock)
    assert len(network.fetches) == 4
    assert queries.sync_alarms(desk.municipality.pk, clock)
    network.down = NeedsReconnect("expired")
    clock += timedelta(hours=1)
    jobs.poll_channels(clock=lambda: clock)
    desk.channel.connection.refresh_from_db()
    assert desk.channel.connection.state == ConnectionState.BROKEN


def test_other_channels_are_fetched_though_one_is_broken(
    desk: Desk, network: TalkingNetwork
) -> None:
    other = make_channel(department=desk.department, adapter="nowhere")
    network.told = [make_event()]
    assert jobs.poll_channels(clock=lambda: LATER) == 1
    assert SyncState.objects.get(channel=other).failure == "KeyError"


def test_what_cannot_be_stored_anywhere_is_made_storable(desk: Desk) -> None:
    message = arrive(desk.channel, make_event(text="nul \x00 och halv \ud83d"))
    assert "\x00" not in message.text
    assert "nul" in message.text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("När öppnar badhuset?", MessageKind.QUESTION),
        ("Tack, bra jobbat!", MessageKind.PRAISE),
        ("Ni borde ha fler bänkar i parken.", MessageKind.VIEWPOINT),
        ("Det här är en skandal.", MessageKind.CRITICISM),
        ("Fin bild.", MessageKind.COMMENT),
        ("Hittar inte blanketten någonstans.", MessageKind.IMPLICIT),
        ("Tjäna pengar på https://lur.example/nu", MessageKind.SPAM),
        ("", MessageKind.UNKNOWN),
    ],
)
def test_the_kind_is_guessed_by_plain_rules(desk: Desk, text: str, kind: MessageKind) -> None:
    message = arrive(desk.channel, make_event(text=text))
    assert (message.kind, message.kind_is_guess) == (kind, True)


def test_every_step_stands_in_the_ledger(desk: Desk) -> None:
    message = arrive(desk.channel)
    items = timeline(Ref("inbox.thread", str(message.thread_id)))
    assert [item.verb for item in items] == ["message.received"]
    entry = Entry.objects.get(pk=items[0].entry_id)
    assert (entry.direction, entry.municipality) == ("received", desk.municipality)


def test_a_cursor_that_the_network_refuses_starts_polling_anew(
    desk: Desk, network: TalkingNetwork
) -> None:
    network.told = [make_event(f"c{n}", minutes=n) for n in range(5)]
    jobs.poll_channels(clock=lambda: LATER)
    network.told.append(make_event("c5", minutes=5))
    network.era = "2."
    assert jobs.poll_channels(clock=lambda: LATER) == 6
    sweep()
    assert (Message.objects.count(), SyncState.objects.get().cursor) == (6, "2.6")
    assert not SyncState.objects.get().failure


def test_one_event_that_cannot_be_stored_keeps_no_other_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**given: Any) -> None:
        if any(event.network_id == "c1" for event, _ in given["told"]):
            raise DataError("too long")
        store_firsts(**given)

    module = sys.modules["torg.inbox.actions.take_in"]
    monkeypatch.setattr(module, "store_firsts", refuse)
    deliver(desk, *(make_event(f"c{n}", minutes=n) for n in range(3)))
    deliver(desk, make_event("c3", minutes=9))
    assert sweep() == 1
    assert set(Message.objects.values_list("network_id", flat=True)) == {"c0", "c2", "c3"}
    assert "too long" in RawDelivery.objects.get(processed_at__isnull=True).failure


def test_many_payloads_of_a_channel_are_taken_in_by_few_statements(
    desk: Desk, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        author = Author(f"p{number}", "", f"Person {number}")
        deliver(desk, make_event(f"c{number}", minutes=number, author=author))
    with django_assert_max_num_queries(40):
        assert sweep() == 30
    assert Message.objects.count() == 30
