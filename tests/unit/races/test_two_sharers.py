"""Two colleagues share the same question on, or let the same share out, at once: once."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.moderation import NOW
from tests.factories.network import make_event, wire_talking
from tests.factories.processes import at_once

from torg.channels.models import ChannelClass
from torg.delivery.models import Act
from torg.inbox import actions
from torg.inbox.models import Message
from torg.inbox.queries.reposting import Sharing, share_digest
from torg.kernel.identifiers import uuid7
from torg.kernel.refusals import Refusal
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


def question(desk: Desk) -> Message:
    channel = make_channel(
        department=desk.department, network="x", channel_class=ChannelClass.MAIN, name="Staden"
    )
    return arrive(channel, make_event("q1", kind=EventKind.MENTION, root="q1", parent=""))


def test_one_of_two_shares(desk: Desk) -> None:
    message = question(desk)

    def share(by: User) -> None:
        actions.repost(message=message, sharing=Sharing(), by=by, now=NOW)

    told = at_once(lambda: share(desk.writer), lambda: share(desk.colleague))
    assert sorted(told) == ["Refusal", "ok"]
    assert Act.objects.filter(kind="repost").count() == 1
    assert Entry.objects.filter(verb="message.reposted").count() == 1


def test_the_database_takes_no_second_share_either(desk: Desk) -> None:
    """Should ever a way past the conversation's lock be written."""
    actions.repost(message=question(desk), sharing=Sharing(), by=desk.writer, now=NOW)
    act = Act.objects.get(kind="repost")
    act.pk, act.key = uuid7(), "another key"
    with pytest.raises(IntegrityError), transaction.atomic():
        act.save(force_insert=True)


def test_one_of_two_readers_lets_it_out(desk: Desk) -> None:
    message = question(desk)
    share = actions.ask_share(message=message, sharing=Sharing(), by=desk.writer, now=NOW)
    content = share_digest(share)

    def read(by: User) -> None:
        actions.read_share(share=share, content=content, approve=True, by=by, now=NOW)

    told = at_once(lambda: read(desk.colleague), lambda: read(desk.lead))
    assert sorted(told) == ["Refusal", "ok"]
    assert Act.objects.filter(kind="repost").count() == 1
    assert Entry.objects.filter(verb="message.share_read").count() == 1


def test_what_is_written_anew_while_it_waits_is_not_let_out(desk: Desk) -> None:
    message = question(desk)
    share = actions.ask_share(message=message, sharing=Sharing(), by=desk.writer, now=NOW)
    content = share_digest(share)
    again = make_event(
        "q1", kind=EventKind.MENTION, root="q1", parent="", version="2", text="Glöm det här."
    )
    arrive(message.channel, again, now=NOW)

    with pytest.raises(Refusal, match="har ändrat sin text"):
        actions.read_share(share=share, content=content, approve=True, by=desk.colleague, now=NOW)
    assert not Act.objects.filter(kind="repost").exists()

    actions.read_share(
        share=share, content="", approve=False, note="Texten är en annan nu.",
        by=desk.colleague, now=NOW,
    )  # fmt: skip
    newest = Message.objects.get(network_id=message.network_id, is_current=True)
    actions.ask_share(message=newest, sharing=Sharing(), by=desk.writer, now=NOW)
