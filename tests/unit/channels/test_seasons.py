"""Seasonal channels rest guarded and wake; others are ended instead (G-56 to G-59)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import make_event, wire_talking

from torg.channels.actions import rest_channel, wake_channel
from torg.channels.jobs import turn_seasons
from torg.channels.models import Channel
from torg.channels.queries import not_closed, open_channels
from torg.channels.queries.seasons import in_season, next_start, seasons_turn
from torg.inbox.queries import to_answer
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.rules.queries import RestFacts, check

APRIL = datetime(2026, 4, 1, 8, tzinfo=UTC)
MARCH = datetime(2026, 3, 31, 8, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("goteborg")
    with scope(made.municipality.pk):
        seasonal(made)
        yield made


def seasonal(desk: Desk) -> None:
    """Ice rinks, November to March."""
    desk.channel.channel_class = "seasonal"
    desk.channel.season_first, desk.channel.season_last = 11, 3
    desk.channel.save()


def test_a_season_may_go_over_the_turn_of_the_year() -> None:
    rinks = Channel(season_first=11, season_last=3)
    inside = [month for month in range(1, 13) if in_season(rinks, date(2026, month, 15))]
    assert inside == [1, 2, 3, 11, 12]
    assert next_start(rinks, date(2026, 4, 1)) == date(2026, 11, 1)
    assert next_start(rinks, date(2026, 11, 1)) == date(2027, 11, 1)
    bath = Channel(season_first=6, season_last=8)
    assert [month for month in range(1, 13) if in_season(bath, date(2026, month, 1))] == [6, 7, 8]
    assert in_season(Channel(), date(2026, 1, 1))


def test_it_sleeps_on_the_first_of_april_and_wakes_in_november(desk: Desk) -> None:
    Channel.objects.update(comments_open=False)
    assert turn_seasons(clock=lambda: MARCH) == 0
    assert turn_seasons(clock=lambda: APRIL) == 1
    assert turn_seasons(clock=lambda: APRIL) == 0
    channel = Channel.objects.get()
    assert (channel.state, channel.wakes_on) == ("resting", date(2026, 11, 1))
    assert channel not in open_channels(desk.lead)
    assert seasons_turn(desk.lead, not_closed(desk.lead), date(2026, 10, 31)) == []
    assert seasons_turn(desk.lead, not_closed(desk.lead), NOVEMBER.date()) == [channel]
    wake_channel(channel=channel, comments_open=True, by=desk.lead, now=NOVEMBER)
    channel.refresh_from_db()
    assert (channel.state, channel.wakes_on, channel.comments_open) == ("live", None, True)
    assert seasons_turn(desk.lead, not_closed(desk.lead), NOVEMBER.date()) == []


@pytest.mark.req("G-57")
def test_another_channel_is_ended_rather_than_put_to_rest(desk: Desk) -> None:
    Channel.objects.update(channel_class="ordinary")
    with pytest.raises(Refusal) as refused:
        rest_channel(channel=desk.channel, comments_off=True, watcher=None, by=desk.lead, now=APRIL)
    assert "G-57" in refused.value.cite


@pytest.mark.req("G-58")
def test_nobody_watching_an_open_channel_is_refused(desk: Desk) -> None:
    assert turn_seasons(clock=lambda: APRIL) == 0
    assert seasons_turn(desk.lead, not_closed(desk.lead), APRIL.date()) == [desk.channel]
    with pytest.raises(Refusal) as refused:
        rest_channel(
            channel=desk.channel, comments_off=False, watcher=None, by=desk.lead, now=APRIL
        )
    assert "G-58" in refused.value.cite
    rested = rest_channel(
        channel=desk.channel, comments_off=False, watcher=desk.writer, by=desk.lead, now=APRIL
    )
    assert rested.rest_watcher == desk.writer


@pytest.mark.req("G-59")
def test_a_question_on_a_resting_channel_surfaces_with_its_deadline(desk: Desk) -> None:
    rest_channel(
        channel=desk.channel, comments_off=False, watcher=desk.writer, by=desk.lead, now=APRIL
    )
    asked = arrive(Channel.objects.get(), make_event(text="När öppnar isbanan?"))
    assert asked.due_at is not None
    for who in (desk.lead, desk.writer):
        assert asked.thread in to_answer(who, asked.made_available_at)


def test_resting_needs_a_day_to_wake(desk: Desk) -> None:
    Channel.objects.update(season_first=None, season_last=None)
    with pytest.raises(Refusal, match="vaknar"):
        rest_channel(channel=desk.channel, comments_off=True, watcher=None, by=desk.lead, now=APRIL)
    resting = RestFacts(network="facebook", channel_class="seasonal", comments_off=True)
    assert check(desk.municipality, resting, APRIL) == []
