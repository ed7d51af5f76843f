"""Two who see the same trouble at the same moment, in two processes: one playbook, one alarm."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.factories.people import make_user
from tests.factories.processes import at_once
from tests.unit.channels.test_access import NOW, Keys, make_keys

from torg.channels.actions import Alarm, note_sighting
from torg.channels.models import AccountAlarm, ChannelConnection, Hijack, HijackStep
from torg.channels.queries.hijacks import STEPS
from torg.delivery.models import Hold
from torg.desk.actions import raise_alarm
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.ports.account import Account, Sighting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keys(transactional_db: None) -> Iterator[Keys]:
    made = make_keys("stockholm")
    with scope(made.channel.municipality_id):
        yield made


def test_one_of_two_opens_the_playbook_and_the_other_is_told(keys: Keys) -> None:
    other = make_user(role="account_lead", municipality=keys.channel.municipality)
    alarm = Alarm(seen="Någon säljer kryptovaluta.", noticed_at=NOW)
    outcomes = at_once(
        *[
            lambda who=who: raise_alarm(channel=keys.channel, alarm=alarm, by=who, now=NOW)
            for who in (keys.keeper, other)
        ]
    )
    assert sorted(outcomes) == ["Refusal", "ok"]
    assert Hijack.objects.count() == 1
    assert HijackStep.objects.count() == len(STEPS)
    assert Hold.objects.count() == 1
    assert Entry.objects.filter(verb="channel.hijack_begun").count() == 1


def test_two_looks_at_one_account_raise_one_alarm(keys: Keys) -> None:
    connection = ChannelConnection.objects.select_related("channel").get()
    renamed = Account(connection.account_id, "nytt", "Nytt", "https://facebook.com/nytt")
    seen = Sighting(renamed, "", None)

    def look() -> object:
        return note_sighting(connection=connection, seen=seen, now=NOW + timedelta(days=1))

    assert at_once(look, look, look) == ["ok", "ok", "ok"]
    assert AccountAlarm.objects.get().kind == "renamed"
    assert Entry.objects.filter(verb="channel.alarm_renamed").count() == 1
