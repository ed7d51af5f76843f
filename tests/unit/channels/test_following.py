"""Accounts are followed by their stable id: a drift is told once, and an empty look is nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from tests.factories.delivery import ScriptedNetwork, make_channel, wire_scripted
from tests.factories.people import make_department, make_user

from torg.channels.actions import accept_handle, dismiss_alarm, mark_addresses, note_sighting
from torg.channels.jobs import follow_accounts
from torg.channels.models import AccountAlarm, AlarmKind, Channel, ChannelConnection
from torg.channels.queries.following import FAILED_LOOKS, SURE_AFTER, alarms_waiting, due_looks
from torg.channels.queries.genuine import Verdict, look_up
from torg.channels.states import ConnectionState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.models import Municipality, User
from torg.ports.account import Account, Sighting
from torg.ports.errors import Mender, NeedsReconnect, OutsideError, Refused, Unreachable
from torg.ports.network import Connection

pytestmark = pytest.mark.django_db
OLD, NEW = "provkommun", "nyaprovkommun"
ADDRESS = "https://bsky.app/profile/nyaprovkommun"
DAY = timedelta(days=1)


@pytest.fixture
def network(db: None) -> ScriptedNetwork:
    return wire_scripted()


@pytest.fixture
def lead(municipality: Municipality) -> User:
    return make_user(role="account_lead", municipality=municipality)


@pytest.fixture
def channel(municipality: Municipality, now: datetime) -> Iterator[Channel]:
    with scope(municipality.pk):
        made = make_channel(department=make_department(municipality=municipality), network="x")
        Channel.objects.filter(pk=made.pk).update(handle=OLD, address=f"https://x.com/{OLD}")
        ChannelConnection.objects.filter(channel=made).update(handle=OLD)
        yield Channel.objects.select_related("connection", "municipality").get(pk=made.pk)


def seen(
    channel: Channel, handle: str = OLD, *, holder: str | None = None, marked: bool | None = None
) -> Sighting:
    own = channel.connection.account_id
    name = Account(own, handle, "Provkommun", f"https://x.com/{handle}")
    return Sighting(name, own if holder is None else holder, marked)


def look(channel: Channel, network: ScriptedNetwork, at: datetime) -> list[str]:
    """One round at that time, due or not; which alarms are open then."""
    ChannelConnection.objects.update(look_at=None)
    follow_accounts(clock=lambda: at)
    rows = AccountAlarm.objects.filter(state="open").order_by("raised_at")
    return [str(row.kind) for row in rows]


def state() -> tuple[str, str]:
    row = ChannelConnection.objects.get()
    return row.state, row.weak_in


def verbs(channel: Channel) -> list[str]:
    return [item.verb for item in timeline(Ref("channels.channel", str(channel.pk)))]


def test_an_account_as_the_register_has_it_is_looked_at_once_a_day(
    channel: Channel, network: ScriptedNetwork, now: datetime
) -> None:
    assert follow_accounts(clock=lambda: now) == 1
    assert follow_accounts(clock=lambda: now + DAY - timedelta(minutes=1)) == 0
    assert follow_accounts(clock=lambda: now + DAY) == 1
    assert not AccountAlarm.objects.exists()


@pytest.mark.parametrize(
    ("standing", "followed"),
    [("live", True), ("resting", True), ("preparing", False), ("closed", False)],
)
def test_only_channels_in_use_are_followed(
    channel: Channel, network: ScriptedNetwork, now: datetime, standing: str, *, followed: bool
) -> None:
    link = ChannelConnection.objects.get()
    Channel.objects.exclude(pk=channel.pk).delete()
    link.delete()
    channel.delete()
    channel.state, channel.closed_on = standing, now.date()
    channel.save(force_insert=True)
    link.channel = channel
    link.save(force_insert=True)
    assert [row.channel for row in due_looks(now)] == ([channel] if followed else [])


def test_a_new_name_is_told_once_and_accepted_with_a_reason(
    channel: Channel, network: ScriptedNetwork, lead: User, now: datetime
) -> None:
    network.seen = seen(channel, NEW, holder="")
    assert look(channel, network, now) == ["renamed"]
    assert look(channel, network, now + DAY) == ["renamed"]
    alarm = AccountAlarm.objects.get()
    assert (alarm.handle_before, alarm.handle_now) == (OLD, NEW)
    with pytest.raises(Refusal):
        accept_handle(alarm=alarm, reason=" ", by=lead, now=now)
    accept_handle(alarm=alarm, reason="Vi bytte namn.", by=lead, now=now)
    channel = Channel.objects.select_related("connection").get()
    assert (channel.handle, channel.address) == (NEW, f"https://x.com/{NEW}")
    assert channel.connection.handle == NEW
    assert look_up(NEW, "x").verdict is Verdict.OFFICIAL
    former = look_up(f"https://x.com/{OLD}")
    assert former.verdict is Verdict.FORMER
    assert former.channels[0].until is not None
    assert look(channel, network, now + 2 * DAY) == []
    assert {"channel.alarm_renamed", "channel.renamed"} <= set(verbs(channel))
    with pytest.raises(Refusal):
        accept_handle(alarm=alarm, reason="Igen.", by=lead, now=now)


def test_a_name_that_changes_back_ends_the_alarm(
    channel: Channel, network: ScriptedNetwork, now: datetime
) -> None:
    network.seen = seen(channel, NEW, holder="")
    look(channel, network, now)
    network.seen = None
    assert look(channel, network, now + DAY) == []
    assert AccountAlarm.objects.get().state == "over"
    assert "channel.alarm_over" in verbs(channel)


def test_a_name_that_a_stranger_has_is_not_told_to_be_ours(
    channel: Channel, network: ScriptedNetwork, now: datetime
) -> None:
    mark_addresses(channel=channel, now=now)
    network.seen = Sighting(None, "en-annan")
    assert look(channel, network, now + DAY) == ["taken"]
    assert look_up(OLD, "x").verdict is Verdict.FORMER
    network.seen = None
    assert look(channel, network, now + 2 * DAY) == []
    assert look_up(OLD, "x").verdict is Verdict.OFFICIAL


def test_a_lost_mark_is_told_until_somebody_has_seen_it(
    channel: Channel, network: ScriptedNetwork, lead: User, now: datetime
) -> None:
    network.seen = seen(channel, marked=False)
    assert look(channel, network, now) == []
    network.seen = seen(channel, marked=True)
    assert look(channel, network, now + DAY) == []
    network.seen = seen(channel, marked=False)
    assert look(channel, network, now + 2 * DAY) == ["unmarked"]
    assert look(channel, network, now + 3 * DAY) == ["unmarked"]
    dismiss_alarm(alarm=AccountAlarm.objects.get(), reason="Vi söker igen.", by=lead, now=now)
    assert look(channel, network, now + 4 * DAY) == []
    network.seen = seen(channel, marked=None)
    assert look(channel, network, now + 5 * DAY) == []


def test_gone_is_believed_when_the_network_says_it_twice(
    channel: Channel, network: ScriptedNetwork, now: datetime
) -> None:
    network.seen = Sighting(None)
    follow_accounts(clock=lambda: now)
    assert not AccountAlarm.objects.exists()
    assert follow_accounts(clock=lambda: now + SURE_AFTER) == 1
    assert AccountAlarm.objects.get().kind == AlarmKind.GONE


@pytest.mark.parametrize(
    "error",
    [
        Unreachable("timeout", maybe_done=False),
        Unreachable("http-502", maybe_done=False),
        Refused("http-429", cause="Vänta.", mender=Mender.NETWORK, retry_after=timedelta(hours=3)),
        Refused("http-403", cause="Nej.", mender=Mender.NETWORK),
    ],
)
def test_a_look_without_an_answer_is_never_an_alarm(
    channel: Channel, network: ScriptedNetwork, now: datetime, error: OutsideError
) -> None:
    network.seen = error
    for number in range(1, FAILED_LOOKS + 2):
        assert look(channel, network, now + timedelta(hours=number)) == []
        weak = number >= FAILED_LOOKS
        assert state() == (("degraded", "look") if weak else ("verified", ""))
    network.seen = None
    assert look(channel, network, now + DAY) == []
    assert state() == ("verified", "")
    assert verbs(channel).count("channel.degraded") == verbs(channel).count("channel.verified") == 1


def test_a_wait_that_the_network_asks_for_is_kept(
    channel: Channel, network: ScriptedNetwork, now: datetime
) -> None:
    wait = timedelta(hours=5)
    network.seen = Refused("x", cause="Vänta.", mender=Mender.NETWORK, retry_after=wait)
    follow_accounts(clock=lambda: now)
    assert follow_accounts(clock=lambda: now + wait - timedelta(minutes=1)) == 0
    assert follow_accounts(clock=lambda: now + wait) == 1


def test_a_dead_key_is_no_drift_and_the_account_is_still_followed(
    channel: Channel, network: ScriptedNetwork, now: datetime
) -> None:
    network.seen = NeedsReconnect("http-401")
    assert look(channel, network, now) == []
    assert state() == ("broken", "")
    network.seen = Sighting(None, "en-annan")
    assert look(channel, network, now + DAY) == ["taken"]


def test_one_account_that_fails_oddly_keeps_no_other_from_its_look(
    channel: Channel, network: ScriptedNetwork, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_channel(department=channel.department, adapter="scripted")
    asked: list[str] = []

    def odd(connection: Connection) -> Sighting:
        asked.append(connection.account_id)
        raise ValueError("half")

    monkeypatch.setattr(network, "observe", odd)
    assert follow_accounts(clock=lambda: now) == len(asked) == 2
    assert set(ChannelConnection.objects.values_list("looks_failed", flat=True)) == {1}


def test_of_two_looks_at_once_one_raises(
    channel: Channel, network: ScriptedNetwork, now: datetime
) -> None:
    first, second = ChannelConnection.objects.get(), ChannelConnection.objects.get()
    found = seen(channel, NEW, holder="")
    assert len(note_sighting(connection=first, seen=found, now=now)) == 1
    assert note_sighting(connection=second, seen=found, now=now) == []


def test_a_look_that_began_before_the_name_was_accepted_is_thrown_away(
    channel: Channel, network: ScriptedNetwork, lead: User, now: datetime
) -> None:
    before = ChannelConnection.objects.get()
    late = seen(channel)
    network.seen = seen(channel, NEW, holder="")
    look(channel, network, now)
    accept_handle(alarm=AccountAlarm.objects.get(), reason="Vi bytte.", by=lead, now=now)
    assert note_sighting(connection=before, seen=late, now=now) == []
    assert not AccountAlarm.objects.filter(state="open").exists()


def test_what_is_laid_aside_comes_back_only_when_it_happens_anew(
    channel: Channel, network: ScriptedNetwork, lead: User, now: datetime
) -> None:
    network.seen = seen(channel, NEW, holder="")
    look(channel, network, now)
    dismiss_alarm(alarm=AccountAlarm.objects.get(), reason="Prov i en timme.", by=lead, now=now)
    assert look(channel, network, now + DAY) == []
    network.seen = seen(channel, "annatnamn", holder="")
    assert look(channel, network, now + 2 * DAY) == ["renamed"]
    network.seen = None
    look(channel, network, now + 3 * DAY)
    network.seen = seen(channel, NEW, holder="")
    assert look(channel, network, now + 4 * DAY) == ["renamed"]


def test_it_waits_for_those_who_may_change_the_row_and_nobody_else(
    channel: Channel, network: ScriptedNetwork, lead: User, now: datetime
) -> None:
    network.seen = seen(channel, NEW, holder="")
    look(channel, network, now)
    town = channel.municipality
    keeper = make_user(role="communications_department", municipality=town)
    writer = make_user(role="communicator", municipality=town)
    assert [len(alarms_waiting(one)) for one in (lead, keeper, writer)] == [1, 1, 0]
    with pytest.raises(Denied):
        dismiss_alarm(alarm=AccountAlarm.objects.get(), reason="x", by=writer, now=now)
    assert ConnectionState(state()[0]) is ConnectionState.VERIFIED
