"""The worker tells of a channel that has fallen silent, why, and that it is over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import make_event, wire_talking

from torg.channels.models import AccountAlarm, Channel, ChannelConnection
from torg.inbox.actions import take_in
from torg.inbox.jobs import listen_for_silence
from torg.inbox.models import SyncState
from torg.kernel.scope import scope

FRIDAY = datetime(2026, 9, 4, 12, tzinfo=UTC)


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """Three comments a day for two weeks, the last on a Friday."""
    wire_talking()
    made = make_desk("malmo")
    days = [FRIDAY - timedelta(days=ago) for ago in range(14)]
    events = [
        make_event(f"c{number}-{hour}", at=day - timedelta(hours=hour))
        for number, day in enumerate(days)
        for hour in (0, 2, 4)
    ]
    with scope(made.municipality.pk):
        channel = Channel.objects.select_related("connection").get(pk=made.channel.pk)
        take_in(channel_id=channel.pk, parcels=[(None, events)], now=FRIDAY)
        yield made


def test_a_weekend_is_no_silence_and_three_lost_days_are(desk: Desk) -> None:
    assert listen_for_silence(clock=lambda: FRIDAY + timedelta(days=2, hours=20)) == 0
    later = FRIDAY + timedelta(days=10)
    for _twice in range(2):
        assert listen_for_silence(clock=lambda: later) == 1
    alarm = AccountAlarm.objects.get()
    assert (alarm.kind, alarm.state) == ("silent", "open")
    assert "arbetstimmar" in alarm.words
    assert "Torg når nätverket" in alarm.words
    arrive(desk.channel, make_event("nytt", at=later), now=later)
    assert listen_for_silence(clock=lambda: later) == 0
    assert AccountAlarm.objects.get().state == "over"


def test_a_poll_that_fails_is_named_as_the_cause(desk: Desk) -> None:
    SyncState.objects.create(
        municipality=desk.municipality, channel=desk.channel, failing_since=FRIDAY
    )
    assert listen_for_silence(clock=lambda: FRIDAY + timedelta(days=10)) == 1
    assert "når inte nätverket" in AccountAlarm.objects.get().words


@pytest.mark.parametrize("how", ["resting", "broken"])
def test_who_is_not_expected_to_be_heard_is_never_silent(desk: Desk, how: str) -> None:
    if how == "resting":
        Channel.objects.update(state="resting")
    else:
        ChannelConnection.objects.update(state="broken", broken_since=FRIDAY)
    assert listen_for_silence(clock=lambda: FRIDAY + timedelta(days=10)) == 0
    assert not AccountAlarm.objects.exists()
