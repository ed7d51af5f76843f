"""Watch rounds: on most days, at most of the times that the rules ask for."""

from datetime import timedelta
from functools import partial

from torg.channels.models import Channel
from torg.channels.states import ChannelState
from torg.inbox.actions import round_done
from torg.inbox.queries import duties_of
from torg.people.models import User
from torg.rules.queries import Duty
from torg.site.demo.stage import Stage

TIMES = ("08:35", "12:15", "15:40")
MISSED = 0.12
BEHIND = 16


def lay_rounds(stage: Stage) -> None:
    """Plan the rounds of two weeks and more; today's last ones are left for whoever opens the demo.

    A municipality whose guidelines ask for no rounds has none, and its page says so.
    """
    for day in range(-BEHIND, 1):
        date = stage.office.local(stage.at(day, "12:00")).date()
        for channel in stage.channels.values():
            if channel.state != ChannelState.LIVE:
                continue
            for duty in duties_of(channel, date):
                _of_duty(stage, day, channel, duty)


def _of_duty(stage: Stage, day: int, channel: Channel, duty: Duty) -> None:
    for wall in TIMES[: duty.rounds]:
        if stage.chance.random() < MISSED:
            continue
        at = stage.at(day, wall) + timedelta(minutes=stage.chance.randint(0, 40))
        stage.plan(at, partial(_done, stage, channel, duty.rule_id, _who(stage, channel, duty)))


def _who(stage: Stage, channel: Channel, duty: Duty) -> User:
    unit_writer = stage.people["unit_writer"]
    own = channel.department_id == unit_writer.department_id
    if own or duty.by == str(unit_writer.department):
        return unit_writer
    return stage.people[stage.chance.choice(("writer", "colleague"))]


def _done(stage: Stage, channel: Channel, rule_id: str, who: User) -> None:
    round_done(channel=channel, rule_id=rule_id, by=who, now=stage.now)
