"""Connecting a channel: a live read first, secrets sealed, one account for ever."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from tests.factories.delivery import ScriptedNetwork, make_channel, wire_scripted
from tests.factories.people import make_department, make_user

from torg.channels.actions import add_channel, connect, mark_broken
from torg.channels.models import Channel, ChannelConnection
from torg.channels.queries import limits_of, port_connection
from torg.kernel.refusals import Denied, Refusal
from torg.people.models import Municipality, User
from torg.ports.errors import NeedsReconnect, Unreachable
from torg.ports.network import Account, Connection, Limits
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
        by=lead,
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
