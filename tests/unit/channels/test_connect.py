"""Connecting a channel: a live read first, secrets sealed, one account for ever."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from tests.factories.delivery import ScriptedNetwork, make_channel, wire_scripted
from tests.factories.inbox import arrive
from tests.factories.network import make_event
from tests.factories.people import make_department, make_user

from torg.channels.actions import add_channel, connect, disconnect, mark_broken, subscribe
from torg.channels.models import Channel, ChannelConnection
from torg.channels.queries import (
    hears_directly,
    limits_of,
    port_connection,
    webhook_address,
)
from torg.inbox.models import Message, Thread
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.models import Entry, EntryRef
from torg.ledger.queries import timeline
from torg.people.models import Municipality, User
from torg.ports.account import Account
from torg.ports.errors import NeedsReconnect, Unreachable
from torg.ports.network import Connection, Limits
from torg.ports.registry import register

pytestmark = pytest.mark.django_db
SECRET = "abcd-kanarie-lösen"


class Told(ScriptedNetwork):
    """A network that says who it is, or fails as told."""

    account = "konto-1"
    error: Exception | None = None

    def verify(self, connection: Connection) -> Account:
        if self.error:
            raise self.error
        return Account(self.account, "provkommun", "Provkommun", "http://127.0.0.1:9/provkommun")

    def limits(self, connection: Connection) -> Limits:
        return Limits(graphemes=300)


@pytest.fixture
def network(db: None) -> Told:
    wire_scripted()
    made = Told()
    register("scripted", made)
    return made


@pytest.fixture
def lead(municipality: Municipality) -> User:
    return make_user(role="account_lead", municipality=municipality)


@pytest.fixture
def channel(municipality: Municipality, lead: User, now: datetime) -> Channel:
    return add_channel(
        department=make_department(municipality=municipality),
        name="Provkommun",
        network="bluesky",
        channel_class="main",
        reason="Fanns redan.",
        by=None,
        now=now,
    )


def join(channel: Channel, by: User, now: datetime, secret: str = SECRET) -> ChannelConnection:
    return connect(
        channel=channel,
        adapter="scripted",
        base_url="http://127.0.0.1:9/",
        handle="provkommun",
        secret=secret,
        by=by,
        now=now,
    )


def test_connected_names_the_account_and_its_limits(
    channel: Channel, lead: User, network: Told, now: datetime
) -> None:
    row = join(channel, lead, now)
    assert (row.account_id, row.works) == ("konto-1", True)
    assert limits_of(channel).graphemes == 300
    assert port_connection(row).secret == SECRET
    assert SECRET not in repr(port_connection(row))


def test_the_secret_lies_nowhere_in_the_clear(
    channel: Channel, lead: User, network: Told, now: datetime
) -> None:
    join(channel, lead, now)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert SECRET not in str(cursor.fetchall()), table


@pytest.mark.parametrize(
    "error", [NeedsReconnect("http-401"), Unreachable("timeout", maybe_done=False)]
)
def test_nothing_is_stored_unless_the_read_succeeds(
    channel: Channel, lead: User, network: Told, now: datetime, error: Exception
) -> None:
    network.error = error
    with pytest.raises(Refusal):
        join(channel, lead, now)
    assert not ChannelConnection.objects.exists()


def test_an_empty_secret_never_replaces_a_stored_one(
    channel: Channel, lead: User, network: Told, now: datetime
) -> None:
    row = join(channel, lead, now)
    with pytest.raises(Refusal):
        join(channel, lead, now, secret="")
    row.refresh_from_db()
    assert port_connection(row).secret == SECRET


def test_another_account_may_not_slip_in(
    channel: Channel, lead: User, network: Told, now: datetime
) -> None:
    join(channel, lead, now)
    network.account = "konto-2"
    with pytest.raises(Refusal):
        join(channel, lead, now)


def test_one_account_has_one_channel(
    channel: Channel, lead: User, network: Told, now: datetime
) -> None:
    join(channel, lead, now)
    other = make_channel(department=channel.department, adapter="other")
    other.connection.delete()
    with pytest.raises(Refusal):
        join(Channel.objects.get(pk=other.pk), lead, now)


def test_a_broken_connection_is_noticed_once_and_mended_by_connecting(
    channel: Channel, lead: User, network: Told, now: datetime
) -> None:
    row = join(channel, lead, now)
    assert mark_broken(connection=row, code="http-401", now=now)
    assert not mark_broken(connection=row, code="http-401", now=now)
    assert join(channel, lead, now + timedelta(hours=1), secret="ny-nyckel").works


def test_only_who_may_connects(
    channel: Channel, municipality: Municipality, network: Told, now: datetime
) -> None:
    with pytest.raises(Denied):
        join(channel, make_user(role="communicator", municipality=municipality), now)


def test_the_network_is_asked_to_deliver_with_a_secret_of_the_channels_own(
    channel: Channel, lead: User, network: Told, now: datetime
) -> None:
    row = join(channel, lead, now)
    assert not hears_directly(row)
    assert subscribe(connection=row, by=lead, now=now)
    ((address, secret),) = network.addresses
    assert address == webhook_address(row)
    assert str(row.pk) in address
    assert len(secret) >= 32
    row.refresh_from_db()
    assert (hears_directly(row), port_connection(row).webhook_secret) == (True, secret)
    assert secret not in row.webhook_secret
    verbs = [item.verb for item in timeline(Ref("channels.channel", str(channel.pk)))]
    assert "channel.subscribed" in verbs


def test_connecting_again_keeps_the_secret_and_subscribes_again(
    channel: Channel, lead: User, network: Told, now: datetime
) -> None:
    for _ in range(2):
        subscribe(connection=join(channel, lead, now), by=lead, now=now)
    assert len(network.addresses) == 2
    assert len(set(network.addresses)) == 1


def test_a_network_that_does_not_take_the_address_is_polled(
    channel: Channel, lead: User, network: Told, now: datetime
) -> None:
    network.deaf = Unreachable("timeout", maybe_done=True)
    row = join(channel, lead, now)
    assert not subscribe(connection=row, by=lead, now=now)
    row.refresh_from_db()
    assert (row.works, hears_directly(row)) == (True, False)


def test_a_network_without_deliveries_is_not_asked(
    channel: Channel, lead: User, network: Told, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = replace(network.card, capabilities=frozenset())
    monkeypatch.setattr(Told, "card", card)
    assert not subscribe(connection=join(channel, lead, now), by=lead, now=now)
    assert network.addresses == []


@pytest.mark.parametrize("deaf", [None, Unreachable("timeout", maybe_done=True)])
def test_disconnecting_withdraws_and_deletes_the_secrets(
    channel: Channel, lead: User, network: Told, now: datetime, deaf: Unreachable | None
) -> None:
    row = join(channel, lead, now)
    subscribe(connection=row, by=lead, now=now)
    network.deaf = deaf
    disconnect(connection=row, by=lead, now=now)
    disconnect(connection=ChannelConnection.objects.get(), by=lead, now=now)
    assert network.addresses[1:] == ([] if deaf else [("", network.addresses[0][1])])
    row.refresh_from_db()
    assert (row.secret, row.webhook_secret, row.works, row.ended) == ("", "", False, True)
    assert row.account_id == "konto-1"
    assert join(channel, lead, now).works


def test_only_who_may_connect_may_disconnect(
    channel: Channel, lead: User, network: Told, now: datetime
) -> None:
    row = join(channel, lead, now)
    writer = make_user(role="communicator", municipality=channel.municipality)
    for act in (subscribe, disconnect):
        with pytest.raises(Denied):
            act(connection=row, by=writer, now=now)


def test_a_new_key_touches_nothing_that_was(
    channel: Channel, lead: User, network: Told, now: datetime
) -> None:
    row = join(channel, lead, now)
    message = arrive(channel, make_event(text="När öppnar badet?"), now=now)
    before = [
        list(model.objects.order_by("pk").values()) for model in (Thread, Message, Entry, EntryRef)
    ]

    again = join(channel, lead, now + timedelta(hours=1), secret="ny-nyckel")

    after = [
        list(model.objects.order_by("pk").values()) for model in (Thread, Message, Entry, EntryRef)
    ]
    assert (again.pk, again.account_id) == (row.pk, row.account_id)
    assert port_connection(again).secret == "ny-nyckel"
    assert after[:2] == before[:2]
    assert all(one in new for old, new in zip(before[2:], after[2:], strict=True) for one in old)
    assert Message.objects.get().pk == message.pk


def test_a_closed_channel_is_not_connected(
    channel: Channel, lead: User, network: Told, now: datetime
) -> None:
    # Closed by hand: how a channel comes there is tested with its closing.
    channel.state = "closed"
    with pytest.raises(Refusal, match="stängd"):
        join(channel, lead, now)
    assert not ChannelConnection.objects.exists()
