"""Sharing on what a resident wrote: why, what the rules say, once, and taken back in time."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import TalkingNetwork, make_event, wire_talking

from torg.channels.models import ChannelClass
from torg.delivery.models import Act
from torg.desk.queries.undo import regrettable
from torg.inbox import actions
from torg.inbox.models import Message
from torg.inbox.queries.reposting import Sharing
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.people.models import User
from torg.ports.network import ActKind, Capability, EventKind, NetworkCard
from torg.ports.registry import register

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]


class Unsharing(TalkingNetwork):
    """A network on which nothing can be shared on."""

    @property
    def card(self) -> NetworkCard:
        card = super().card
        return replace(card, capabilities=card.capabilities - {Capability.REPOST})


@pytest.fixture
def town(request: pytest.FixtureRequest) -> Iterator[Desk]:
    wire_talking()
    made = make_desk(getattr(request, "param", "malmo"))
    with scope(made.municipality.pk):
        yield made


def question(desk: Desk, network: str = "x") -> Message:
    """A resident's question that mentions the main account."""
    channel = make_channel(
        department=desk.department, network=network, channel_class=ChannelClass.MAIN, name="Staden"
    )
    event = make_event("q1", kind=EventKind.MENTION, root="q1", parent="")
    return arrive(channel, event)


def dialog(message: Message) -> str:
    return reverse("inbox:repost", args=[message.pk])


@pytest.mark.req("M1-15")
def test_the_dialog_says_why_with_its_source_and_shares_once(town: Desk, browse: Browse) -> None:
    message, client = question(town), browse(town.writer)
    thread = reverse("inbox:show_thread", args=[message.thread_id])
    assert dialog(message) in client.get(thread).content.decode()
    opened = client.get(dialog(message)).content.decode()
    assert "Därför delar vi invånarnas frågor" in opened
    assert "M1-15" in opened
    assert 'href="/handbok/hjalp/m1-15/"' in opened
    assert 'href="/handbok/falt/vidaredela/"' in opened
    shared = client.post(dialog(message), {}, follow=True).content.decode()
    assert "Delat vidare från Staden" in shared
    act = Act.objects.get()
    assert (act.kind, act.payload["target"]["id"]) == (ActKind.REPOST, "q1")
    again = client.post(dialog(message), {})
    assert (again.status_code, Act.objects.count()) == (409, 1)


def test_it_can_be_taken_back_by_whoever_shared_it(town: Desk, browse: Browse) -> None:
    message, client = question(town), browse(town.writer)
    client.post(dialog(message), {})
    act = Act.objects.get()
    assert [one.url for one in regrettable(town.writer, act.created_at)] == [
        reverse("inbox:undo_repost", args=[message.pk])
    ]
    undo = reverse("inbox:undo_repost", args=[message.pk])
    assert browse(town.colleague).post(undo).status_code == 403
    told = client.post(undo, follow=True).content.decode()
    assert "Inget har delats" in told
    assert "Delat vidare från" not in told
    assert client.post(undo).status_code == 409
    client.post(dialog(message), {})
    assert Act.objects.filter(state="due").count() == 1, "and shared anew"


@pytest.mark.parametrize("town", ["stockholm", "vallentuna"], indirect=True)
def test_the_dialog_speaks_as_no_other_municipality(town: Desk, browse: Browse) -> None:
    """What another one gives as its reasons is a step away, in the handbook, as theirs."""
    opened = browse(town.writer).get(dialog(question(town))).content.decode()
    assert "Malmö" not in opened
    assert 'href="/handbok/falt/vidaredela/"' in opened


def test_where_sharing_is_not_done_the_clause_says_so(town: Desk, browse: Browse) -> None:
    message, client = question(town, "facebook"), browse(town.writer)
    refused = client.post(dialog(message), {"motive": "Viktigt för många."})
    text = refused.content.decode()
    assert (refused.status_code, Act.objects.count()) == (409, 0)
    assert "M1-34" in text
    assert "Viktigt för många." in text
    together = {"co_arranged_with": "Simklubben Delfinen"}
    assert client.post(dialog(message), together).status_code == 302


@pytest.mark.parametrize("town", ["vallentuna"], indirect=True)
def test_a_source_that_nobody_checked_is_not_shared(town: Desk, browse: Browse) -> None:
    message, client = question(town), browse(town.writer)
    refused = client.post(dialog(message), {})
    assert refused.status_code == 409
    assert "V-85" in refused.content.decode()
    assert not Act.objects.exists()
    assert client.post(dialog(message), {"source_checked": "on"}).status_code == 302


def test_without_the_networks_means_it_is_said_and_not_offered(town: Desk, browse: Browse) -> None:
    message, client = question(town), browse(town.writer)
    register("scripted", Unsharing())
    page = client.get(reverse("inbox:show_thread", args=[message.thread_id])).content.decode()
    assert dialog(message) not in page
    assert "tar inte emot delningar" in page
    with pytest.raises(Refusal):
        actions.repost(message=message, sharing=Sharing(), by=town.writer, now=message.captured_at)


def test_what_is_private_is_nobodys_to_share(town: Desk, browse: Browse) -> None:
    event = make_event("dm-1", kind=EventKind.MESSAGE, root="dm-1", parent="")
    message = arrive(town.channel, event)
    assert browse(town.centre).get(dialog(message)).status_code == 403
    with pytest.raises(Refusal):
        actions.repost(message=message, sharing=Sharing(), by=town.lead, now=message.captured_at)


def test_a_share_notices_what_has_come_since_it_was_opened(town: Desk, browse: Browse) -> None:
    message, client = question(town), browse(town.writer)
    opened = client.get(dialog(message)).content.decode()
    known = re.findall(r'name="known" value="([^"]+)"', opened)[0]
    arrive(message.thread.channel, make_event("q2", root="q1", parent="q1", text="Dela inte!"))
    told = client.post(dialog(message), {"known": known, "motive": "Många undrar"})
    page = told.content.decode()
    assert (told.status_code, Act.objects.count()) == (409, 0)
    assert "Dela inte!" in page
    assert "Dela ändå" in page
    assert 'value="Många undrar"' in page
    known = re.findall(r'name="known" value="([^"]+)"', page)[0]
    assert client.post(dialog(message), {"known": known, "motive": "x"}).status_code == 302
    assert Act.objects.count() == 1
