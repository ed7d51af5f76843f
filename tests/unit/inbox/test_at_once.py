"""Two at the same time, with real commits: one gets it, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from tests.factories.inbox import Desk, arrive, make_desk, words
from tests.factories.network import WHEN, TalkingNetwork, body_of, make_event, wire_talking

from torg.delivery.models import Act
from torg.inbox import actions, jobs
from torg.inbox.models import Message, RawDelivery, Reply, SyncState, Thread
from torg.kernel.refusals import Refusal
from torg.kernel.scope import every_municipality, scope

pytestmark = pytest.mark.django_db(transaction=True)
NOW = WHEN + timedelta(minutes=30)


@pytest.fixture
def network() -> TalkingNetwork:
    return wire_talking()


@pytest.fixture
def desk(network: TalkingNetwork) -> Desk:
    return make_desk("malmo")


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


def test_only_one_gets_the_thread_and_the_other_is_told_who(desk: Desk) -> None:
    message = arrive(desk.channel)
    people = [desk.writer, desk.colleague, desk.lead]
    with scope(desk.municipality.pk):
        threads = [
            Thread.objects.select_related("channel__department", "department").get() for _ in people
        ]
    found = at_once(
        desk,
        *(
            lambda user=user, thread=thread: actions.claim(thread=thread, by=user, now=NOW)
            for user, thread in zip(people, threads, strict=True)
        ),
    )
    refusals = [one for one in found if isinstance(one, Refusal)]
    assert len(refusals) == 2
    with scope(desk.municipality.pk):
        holder = Thread.objects.select_related("assigned_to").get(pk=message.thread_id).assigned_to
    assert holder is not None
    assert all(str(holder) in refusal.message for refusal in refusals)
    assert all("10:00" in refusal.message for refusal in refusals)


def test_a_form_submitted_twice_at_once_is_one_reply_and_one_act(desk: Desk) -> None:
    arrive(desk.channel)
    with scope(desk.municipality.pk):
        thread = Thread.objects.get()
        form = words(thread, "Klockan tio.")
    found = at_once(
        desk,
        *(
            lambda: actions.reply(thread=thread, words=form, by=desk.writer, now=NOW)
            for _ in range(4)
        ),
    )
    assert not [one for one in found if isinstance(one, Refusal)]
    with scope(desk.municipality.pk):
        assert (Reply.objects.count(), Act.objects.count()) == (1, 1)


def test_parallel_deliveries_and_sweeps_make_one_row_each(
    desk: Desk, network: TalkingNetwork
) -> None:
    events = [make_event(f"c{n}", root=f"p{n % 3}", minutes=n) for n in range(9)]
    network.told = events

    def hook(number: int) -> Callable[[], object]:
        body = body_of(*events) + b" " * number
        return lambda: actions.store_webhook(
            municipality_id=desk.municipality.pk, channel_id=desk.channel.pk, body=body, now=NOW
        )

    at_once(desk, *(hook(number) for number in range(3)), *(hook(0) for _ in range(2)))
    with every_municipality():
        assert RawDelivery.objects.count() == 3

    def sweep() -> object:
        return jobs.process_spool(clock=lambda: NOW)

    def poll() -> object:
        return jobs.poll_channels(clock=lambda: NOW)

    at_once(desk, sweep, poll, sweep, poll)
    jobs.poll_channels(clock=lambda: NOW + timedelta(hours=1))
    jobs.process_spool(clock=lambda: NOW + timedelta(hours=2))
    with every_municipality():
        assert Message.objects.count() == 9
        assert Thread.objects.count() == 3
        assert SyncState.objects.get().cursor == "9"
        assert not RawDelivery.objects.filter(processed_at__isnull=True).exists()
