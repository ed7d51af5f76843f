"""What a clock far ahead wrote does not keep a channel silent when the clock is right again."""

from datetime import datetime, timedelta

import pytest
from tests.factories.delivery import ScriptedNetwork, make_channel, wire_scripted
from tests.factories.people import make_department

from torg.channels.models import Channel
from torg.delivery.actions import breaker, enqueue, shorten_waits
from torg.delivery.jobs import settle_unknown
from torg.delivery.jobs.look import LONG_AGO
from torg.delivery.models import Act, Attempt, Breaker
from torg.delivery.states import pause_after, wait_after
from torg.kernel.refs import Ref
from torg.kernel.waits import CLOCKS_APART
from torg.people.models import Municipality
from torg.ports.network import ActKind

pytestmark = pytest.mark.django_db
AHEAD = timedelta(days=3)


@pytest.fixture
def network() -> ScriptedNetwork:
    return wire_scripted()


@pytest.fixture
def channel(municipality: Municipality, network: ScriptedNetwork) -> Channel:
    return make_channel(department=make_department(municipality=municipality))


@pytest.fixture
def act(channel: Channel, now: datetime) -> Act:
    return enqueue(
        channel=channel, kind=ActKind.REPLY, payload={"text": "Ja."},
        origin=Ref("test.origin", "1"), by=None, now=now,
    )  # fmt: skip


def changed(act: Act, **values: object) -> Act:
    Act.objects.filter(pk=act.pk).update(**values)
    act.refresh_from_db()
    return act


def tried(act: Act, at: datetime, outcome: str) -> None:
    Attempt.objects.create(
        municipality_id=act.municipality_id, act=act, number=1, worker_name="w",
        started_at=at, ended_at=at, outcome=outcome,
    )  # fmt: skip


def test_an_unclear_act_waits_its_window_from_now(
    act: Act, network: ScriptedNetwork, now: datetime
) -> None:
    changed(act, state="unknown", tries=1, uncertain_until=now + AHEAD)
    assert shorten_waits(now=now) == 1
    act.refresh_from_db()
    assert act.uncertain_until == now + network.card.uncertainty
    assert shorten_waits(now=now + timedelta(seconds=1)) == 0, "a right wait is left alone"


def test_a_second_try_waits_no_longer_than_its_back_off(act: Act, now: datetime) -> None:
    changed(act, tries=2, not_before=now + AHEAD)
    tried(act, now + AHEAD, "unknown")
    assert shorten_waits(now=now) == 1
    act.refresh_from_db()
    assert act.not_before == now + wait_after(2)


def test_never_before_the_time_that_was_chosen(act: Act, now: datetime) -> None:
    at = now + timedelta(days=1)
    changed(act, tries=1, due_at=at, not_before=now + AHEAD)
    shorten_waits(now=now)
    act.refresh_from_db()
    assert act.not_before == at


def test_what_was_never_tried_keeps_its_time(act: Act, now: datetime) -> None:
    changed(act, not_before=now + AHEAD)
    assert shorten_waits(now=now) == 0


@pytest.mark.parametrize(("ahead", "cut"), [(timedelta(0), 0), (AHEAD, 1)])
def test_what_the_network_asked_for_holds_unless_noted_in_the_future(
    act: Act, now: datetime, ahead: timedelta, cut: int
) -> None:
    changed(act, tries=1, not_before=now + ahead + timedelta(hours=2))
    tried(act, now + ahead, "later")
    assert shorten_waits(now=now) == cut


@pytest.mark.parametrize(
    ("limited", "opened", "cut"),
    [(False, timedelta(0), 1), (True, timedelta(0), 0), (True, AHEAD, 1)],
)
def test_a_channel_goes_on_after_its_pause(
    channel: Channel, now: datetime, limited: bool, opened: timedelta, cut: int
) -> None:
    row = Breaker.objects.create(
        municipality_id=channel.municipality_id, channel=channel, state="open", failures=5,
        trips=1, limited=limited, asked_at=now + opened if limited else None,
        opened_at=now + opened, retry_at=now + AHEAD,
    )  # fmt: skip
    assert shorten_waits(now=now) == cut
    row.refresh_from_db()
    assert row.retry_at == (now + pause_after(1) if cut else now + AHEAD)
    assert row.opened_at == now


def test_asked_to_wait_before_the_jump_and_again_during_it(act: Act, now: datetime) -> None:
    """The second word is the clock's that went ahead, so it is cut; the first would be kept."""

    def ask(at: datetime) -> Breaker:
        breaker.note_limited(act=act, code="429", until=at + timedelta(hours=2), now=at)
        return Breaker.objects.get(channel=act.channel)

    ask(now)
    assert shorten_waits(now=now) == 0, "what the network asked for is kept"
    ask(now + AHEAD)
    assert shorten_waits(now=now) == 1
    again = Breaker.objects.get(channel=act.channel)
    assert again.retry_at == now + pause_after(0)
    assert again.opened_at == now, "since when the channel has waited stays true"


def test_asked_to_wait_while_a_trial_of_the_wrong_clock_runs(
    act: Act, network: ScriptedNetwork, now: datetime
) -> None:
    """The trial's own end, days ahead, is no wait; the network's two hours are."""
    breaker.note_limited(act=act, code="429", until=now + timedelta(minutes=1), now=now)
    held = breaker.waiting([act.channel_id])[act.channel_id]
    assert breaker.admit(breaker=held, card=network.card, now=now + AHEAD)
    until = now + timedelta(hours=2)
    breaker.note_limited(act=act, code="429", until=until, now=now)
    assert Breaker.objects.get(channel=act.channel).retry_at == until
    assert shorten_waits(now=now) == 0


@pytest.mark.parametrize(
    ("created", "sent", "since"),
    [
        (timedelta(0), timedelta(minutes=1), timedelta(minutes=1)),
        (timedelta(0), AHEAD, timedelta(0)),
        (AHEAD, AHEAD, timedelta(hours=1) - LONG_AGO),
    ],
    ids=["right", "sent by a clock ahead", "ordered by it too"],
)
def test_what_a_wrong_clock_sent_is_not_looked_for_in_the_future_only(
    act: Act,
    network: ScriptedNetwork,
    now: datetime,
    created: timedelta,
    sent: timedelta,
    since: timedelta,
) -> None:
    """Else it would not be found where it stands, and be sent again."""
    changed(
        act, state="unknown", tries=1, created_at=now + created, first_sent_at=now + sent,
        uncertain_until=now,
    )  # fmt: skip
    settle_unknown(clock=lambda: now + timedelta(hours=1))
    assert network.looked_since == [now + since - CLOCKS_APART]
