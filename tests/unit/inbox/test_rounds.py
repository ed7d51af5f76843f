"""Watch rounds: duties of the day, one click, and what was left undone."""

from datetime import date, datetime, timedelta

import pytest
from tests.factories.delivery import make_channel
from tests.factories.inbox import make_desk
from tests.factories.network import TalkingNetwork

from torg.channels.models import ChannelClass
from torg.channels.queries import not_closed
from torg.inbox import actions, queries
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope


def at(day: str, hour: int) -> datetime:
    """A UTC instant."""
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00")


@pytest.mark.req("M1-10")
def test_the_streets_office_has_a_duty_of_its_own(db: None, network: TalkingNetwork) -> None:
    desk = make_desk("malmo", network="facebook")
    with scope(desk.municipality.pk):
        main = make_channel(
            department=desk.department, network="x", channel_class=ChannelClass.MAIN
        )
        for hour in (7, 10, 13):
            actions.round_done(
                channel=main,
                rule_id="malmo.x.watch-central",
                by=desk.writer,
                now=at("2026-09-07", hour),
            )
        board = queries.watch_board(desk.writer, date(2026, 9, 7), at("2026-09-08", 8))
        lines = {line.duty.rule_id: (line.done, line.left, line.breach) for line in board}
        assert lines == {
            "malmo.x.watch-central": (3, 0, False),
            "malmo.x.watch-streets": (0, 1, True),
        }
        assert {line.holder for line in board if line.breach} == {"Gatukontoret"}


@pytest.mark.req("G-36")
def test_goteborg_watches_daily_during_the_working_week(db: None, network: TalkingNetwork) -> None:
    desk = make_desk("goteborg")
    with scope(desk.municipality.pk):
        later = at("2026-10-01", 8)
        for day, breach in (
            (date(2026, 9, 8), True),
            (date(2026, 9, 12), False),
            (date(2026, 5, 1), False),
        ):
            board = queries.watch_board(desk.writer, day, later)
            assert any(line.breach for line in board) is breach, day


@pytest.mark.req("V-97")
def test_vallentuna_with_two_rounds_at_day_end_is_a_breach(
    db: None, network: TalkingNetwork
) -> None:
    desk = make_desk("vallentuna")
    with scope(desk.municipality.pk):
        for hour in (7, 11):
            actions.round_done(
                channel=desk.channel,
                rule_id="vallentuna.watch.rounds",
                by=desk.writer,
                now=at("2026-09-08", hour),
            )
        during = queries.rounds_left(desk.writer, not_closed(desk.writer), at("2026-09-08", 12))
        assert [(line.done, line.left, line.breach) for line in during] == [(2, 1, False)]
        line = queries.watch_board(desk.writer, date(2026, 9, 8), at("2026-09-09", 6))[0]
        assert line.breach
        assert (line.channel, line.duty.day, line.holder) == (
            desk.channel,
            date(2026, 9, 8),
            str(desk.department),
        )


def test_two_clicks_are_one_round_and_an_unknown_duty_none(
    db: None, network: TalkingNetwork
) -> None:
    desk = make_desk("vallentuna")
    with scope(desk.municipality.pk):
        now = at("2026-09-08", 9)
        made = {
            actions.round_done(
                channel=desk.channel, rule_id="vallentuna.watch.rounds", by=desk.writer, now=when
            ).pk
            for when in (now, now + timedelta(seconds=5), now + timedelta(minutes=5))
        }
        assert len(made) == 2
        with pytest.raises(Refusal):
            actions.round_done(channel=desk.channel, rule_id="no.such", by=desk.writer, now=now)
        with pytest.raises(Denied):
            actions.round_done(
                channel=desk.channel,
                rule_id="vallentuna.watch.rounds",
                by=desk.centre,
                now=now,
            )
