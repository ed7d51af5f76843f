"""What a clock far ahead wrote keeps neither polling nor a stored payload waiting for days."""

from datetime import timedelta

from tests.factories.inbox import Desk
from tests.factories.network import WHEN, TalkingNetwork, body_of, make_event

from torg.inbox import actions, jobs, queries
from torg.inbox.models import Message, RawDelivery, SyncState
from torg.inbox.states import poll_again_after, read_again_after
from torg.ports.errors import Unreachable

AHEAD = timedelta(days=3)


def state_of(desk: Desk, **values: object) -> SyncState:
    state, _made = SyncState.objects.update_or_create(
        channel=desk.channel, defaults={"municipality": desk.municipality, **values}
    )
    return state


def test_a_channel_that_failed_under_the_wrong_clock_is_polled_soon(
    desk: Desk, network: TalkingNetwork
) -> None:
    network.down = Unreachable("timeout", maybe_done=False)
    jobs.poll_channels(clock=lambda: WHEN + AHEAD)
    network.down = None
    jobs.poll_channels(clock=lambda: WHEN)
    state = SyncState.objects.get()
    assert state.not_before == WHEN + poll_again_after(1)
    assert state.failing_since == WHEN, "ten minutes from now it is told, not in three days"
    jobs.poll_channels(clock=lambda: WHEN + poll_again_after(1))
    assert SyncState.objects.get().last_ok_at == WHEN + poll_again_after(1)


def test_a_right_wait_is_left_alone(desk: Desk) -> None:
    later = WHEN + timedelta(minutes=15)
    state_of(desk, tries=9, not_before=later, failing_since=WHEN - timedelta(hours=1))
    assert actions.shorten_waits(now=WHEN) == 0
    assert SyncState.objects.get().not_before == later


def test_a_payload_that_came_under_the_wrong_clock_is_read_at_once(desk: Desk) -> None:
    actions.store_webhook(
        municipality_id=desk.municipality.pk, channel_id=desk.channel.pk,
        body=body_of(make_event("c1")), now=WHEN + AHEAD,
    )  # fmt: skip
    assert jobs.process_spool(clock=lambda: WHEN) == 0
    assert actions.shorten_waits(now=WHEN) == 1
    assert jobs.process_spool(clock=lambda: WHEN) == 1
    assert Message.objects.count() == 1


def test_a_payload_that_could_not_be_read_is_tried_after_its_own_wait(desk: Desk) -> None:
    actions.store_webhook(
        municipality_id=desk.municipality.pk, channel_id=desk.channel.pk, body=b"{", now=WHEN
    )
    jobs.process_spool(clock=lambda: WHEN + AHEAD)
    assert queries.to_process(WHEN + timedelta(hours=2)) == []
    assert actions.shorten_waits(now=WHEN) == 1
    assert RawDelivery.objects.get().not_before == WHEN + read_again_after(1)
