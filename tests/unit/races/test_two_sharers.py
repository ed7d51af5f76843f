"""Two colleagues share the same resident's question on at once: it leaves once."""

from collections.abc import Iterator

import pytest
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.moderation import NOW
from tests.factories.network import make_event, wire_talking
from tests.factories.processes import at_once

from torg.channels.models import ChannelClass
from torg.delivery.models import Act
from torg.inbox import actions
from torg.inbox.queries.reposting import Sharing
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.models import User
from torg.ports.network import EventKind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("malmo")
    with scope(made.municipality.pk):
        yield made


def test_one_of_two_shares(desk: Desk) -> None:
    channel = make_channel(
        department=desk.department, network="x", channel_class=ChannelClass.MAIN, name="Staden"
    )
    asked = make_event("q1", kind=EventKind.MENTION, root="q1", parent="")
    message = arrive(channel, asked)

    def share(by: User) -> None:
        actions.repost(message=message, sharing=Sharing(), by=by, now=NOW)

    told = at_once(lambda: share(desk.writer), lambda: share(desk.colleague))
    assert sorted(told) == ["Refusal", "ok"]
    assert Act.objects.filter(kind="repost").count() == 1
    assert Entry.objects.filter(verb="message.reposted").count() == 1
