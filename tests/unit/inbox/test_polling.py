"""A polled page, its cursor and what it tells are written together, or not at all."""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DataError
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk
from tests.factories.network import WHEN, TalkingNetwork, make_event
from tests.factories.people import make_department

from torg.channels.models import Channel
from torg.inbox import jobs
from torg.inbox.actions.pack_events import pack_page
from torg.inbox.actions.store_firsts import store_firsts
from torg.inbox.models import Message, RawDelivery, Source, SyncState, Thread
from torg.kernel.digests import sha256_hex
from torg.kernel.refs import Ref
from torg.ledger.models import Entry
from torg.ledger.queries import timeline
from torg.ports.network import Batch, Connection, EventVerb

LATER = WHEN + timedelta(minutes=5)
LASTING = ("network_id", "version", "text", "due_at", "kind", "is_current", "deleted_upstream_at")


def poll() -> int:
    return jobs.poll_channels(clock=lambda: LATER)


def sweep() -> int:
    return jobs.process_spool(clock=lambda: LATER + timedelta(days=1))


def fail_on(
    monkeypatch: pytest.MonkeyPatch, name: str, raise_it: Callable[[], BaseException]
) -> None:
    """The database refuses one event, however it comes."""

    def refuse(**given: Any) -> None:
        if any(event.network_id == name for event, _ in given["told"]):
            raise raise_it()
        store_firsts(**given)

    module = sys.modules["torg.inbox.actions.take_in"]
    monkeypatch.setattr(module, "store_firsts", refuse)


def test_what_a_poll_brings_is_in_the_inbox_at_once(desk: Desk, network: TalkingNetwork) -> None:
    network.told = [make_event("c1")]
    assert poll() == 1
    message = Message.objects.get()
    assert message.raw is not None
    assert message.raw.processed_at == LATER
    assert SyncState.objects.get().cursor == "1"
    assert sweep() == 0


def test_a_long_page_goes_by_the_spool(desk: Desk, network: TalkingNetwork) -> None:
    network.page = 100
    network.told = [make_event(f"c{n}", minutes=n) for n in range(50)]
    assert poll() == 50
    assert (Message.objects.count(), RawDelivery.objects.count()) == (0, 1)
    assert sweep() == 1
    assert Message.objects.count() == 50


@pytest.mark.parametrize("cause", [lambda: DataError("too long"), lambda: KeyError("odd")])
def test_a_page_that_cannot_be_taken_in_is_left_to_the_spool(
    desk: Desk,
    network: TalkingNetwork,
    monkeypatch: pytest.MonkeyPatch,
    cause: Callable[[], BaseException],
) -> None:
    network.told = [make_event(f"c{n}", minutes=n) for n in range(3)]
    fail_on(monkeypatch, "c1", cause)
    assert poll() == 3
    assert SyncState.objects.get().cursor == "3"
    assert not SyncState.objects.get().failure
    assert not Message.objects.exists()
    assert RawDelivery.objects.get().processed_at is None
    sweep()
    monkeypatch.undo()
    jobs.process_spool(clock=lambda: LATER + timedelta(days=30))
    assert Message.objects.count() == 3
    assert RawDelivery.objects.get().processed_at is not None


def test_a_kill_while_a_page_is_taken_in_leaves_nothing_half(
    desk: Desk, network: TalkingNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.told = [make_event(f"c{n}", minutes=n) for n in range(3)]
    fail_on(monkeypatch, "c0", KeyboardInterrupt)
    entries = Entry.objects.count()
    with pytest.raises(KeyboardInterrupt):
        poll()
    assert not RawDelivery.objects.exists()
    assert not Message.objects.exists()
    assert SyncState.objects.get().cursor == ""
    assert Entry.objects.count() == entries
    monkeypatch.undo()
    assert poll() == 3
    assert Message.objects.count() == 3


def test_a_page_says_the_same_at_once_and_by_the_spool(desk: Desk, network: TalkingNetwork) -> None:
    network.page = 10
    network.told = [
        make_event("c1", text="Hej \x00 å\ud800!"),
        make_event("c1", version="2", minutes=1, text="Hej igen"),
        make_event("c2", minutes=2),
        make_event("c2", verb=EventVerb.DELETED, minutes=3),
    ]
    poll()
    other = make_channel(department=desk.department)
    page = pack_page(network.told)
    RawDelivery.objects.create(
        municipality=desk.municipality,
        channel=other,
        source=Source.POLL,
        received_at=LATER,
        body=page,
        digest=sha256_hex(page),
        not_before=LATER,
    )
    assert jobs.process_spool(clock=lambda: LATER) == 1
    assert told_of(other) == told_of(desk.channel)


def told_of(channel: Channel) -> list[object]:
    stand = Message.objects.filter(channel=channel).order_by("network_id", "version")
    return [
        [getattr(message, name) for name in LASTING]
        + [entry.verb for entry in timeline(Ref("inbox.message", str(message.pk)))]
        for message in stand
    ]


def test_a_channel_that_moved_while_its_network_was_asked_is_as_it_is_now(
    desk: Desk, network: TalkingNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.told = [make_event("c1")]
    new = make_department(municipality=desk.municipality)
    fetch = network.fetch

    def slow(connection: Connection, cursor: str) -> Batch:
        Channel.objects.update(department=new)
        return fetch(connection, cursor)

    monkeypatch.setattr(network, "fetch", slow)
    assert poll() == 1
    assert Thread.objects.get().department_id == new.pk
