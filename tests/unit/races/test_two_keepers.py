"""Two who keep the access decide the same wish at the same moment, in two processes (M1-42)."""

import pytest
from tests.factories.people import make_user
from tests.factories.processes import at_once
from tests.unit.channels.test_access import NOW, make_keys

from torg.channels.actions import decline_access, grant_access
from torg.channels.models import ChannelAccess
from torg.kernel.scope import scope

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_decides_and_the_other_is_told(transactional_db: None) -> None:
    keys = make_keys("stockholm")
    with scope(keys.channel.municipality_id):
        asked = keys.asked()
        other = make_user(role="account_lead", municipality=keys.channel.municipality)
        outcomes = at_once(
            lambda: grant_access(access=asked, note="", by=keys.keeper, now=NOW),
            lambda: decline_access(access=asked, note="Nej.", by=other, now=NOW),
        )
        assert sorted(outcomes) == ["Refusal", "ok"]
        row = ChannelAccess.objects.get()
        assert (row.state == "granted") == (row.decided_by_id == keys.keeper.pk)
