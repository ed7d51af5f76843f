"""A fifth municipality, written as TOML alone, goes the whole way with Django's client.

Its values are none of the four's: five counted office hours with a lunch, a ceiling of its own
for each network, seven hours to remove, three who decide on a channel, a review each quarter.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.factories import inbox as inbox_factory
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.moderation import deliver, message_of, moderator_of, rendering
from tests.factories.network import TalkingNetwork, make_event, wire_talking
from tests.factories.people import make_user

from torg.channels.forms.application import PREFIX
from torg.channels.models import Channel, ChannelApplication
from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.inbox.models import Answer
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.moderation import jobs as moderation
from torg.moderation.models import Case
from torg.moderation.states import CaseState
from torg.people.models import User
from torg.planning import jobs as planning
from torg.planning.models import Post
from torg.planning.queries import content_hash
from torg.rules.queries import PostFacts, check

pytestmark = pytest.mark.django_db
RULES = Path(__file__).parent
DAY = date(2026, 9, 8)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the desk's clock, first to Tuesday 8 September 2026, ten in the morning."""

    def move(to: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: to)

    move(datetime(2026, 9, 8, 8, tzinfo=UTC))
    return move


@pytest.fixture
def network() -> TalkingNetwork:
    return wire_talking()


@pytest.fixture
def klippby(
    db: None,
    network: TalkingNetwork,
    clock: object,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> Iterator[Desk]:
    monkeypatch.setattr(inbox_factory, "PACKS", RULES)
    settings.POLICIES = RULES
    made = make_desk("klippby")
    with scope(made.municipality.pk), rendering():
        yield made


def browse(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, name: str, *args: object, **data: object) -> tuple[int, str]:
    """Status of the answer, and the text of the page that one ends up on."""
    answer = client.post(reverse(name, args=args), data, follow=True)
    first = answer.redirect_chain[0][1] if answer.redirect_chain else answer.status_code
    return first, answer.content.decode()


def test_the_whole_journey(
    klippby: Desk, network: TalkingNetwork, clock: Callable[[datetime], None], tmp_path: Path
) -> None:
    goes_out_once(klippby, network, clock, tmp_path)
    is_answered_in_time(klippby, clock, tmp_path)
    is_sealed_and_hidden(klippby, tmp_path)
    told = set(Entry.objects.values_list("verb", flat=True))
    assert {"rules.adopt_pack", "post.approved", "reply.answer"} <= told
    assert "Klippbys kanalregler" in browse(klippby.writer).get("/regler/").content.decode()


def goes_out_once(
    desk: Desk, network: TalkingNetwork, clock: Callable[[datetime], None], folder: Path
) -> None:
    writer, reader = browse(desk.writer), browse(desk.colleague)
    typed = {
        "title": "Bron öppnar", "department": str(desk.department.pk),
        "channels": [str(desk.channel.pk)], "text": "Bron öppnar i morgon.",
        f"own_{desk.channel.pk}": "", "planned_wall": "2026-09-08T11:00", "relevance": "Alla",
        "answerer": str(desk.colleague.pk),
    }  # fmt: skip
    post(writer, "planning:new_post", **typed)
    made = Post.objects.get()
    status, text = post(writer, "planning:submit", made.pk)
    assert status == 409
    assert "Inlägget behöver en bild eller en länk." in text
    assert "3 kap. Innehåll" in text
    text = "Bron öppnar i morgon. https://klippby.example/bron"
    post(writer, "planning:edit_post", made.pk, **{**typed, "text": text, "revision": "1"})
    assert post(writer, "planning:submit", made.pk)[0] == 302
    assert post(writer, "planning:schedule_alone", made.pk, confirmed="on")[0] in {403, 409}
    made.refresh_from_db()
    seen = content_hash(made)
    assert post(reader, "planning:approve", made.pk, content=seen, checks=["tone"])[0] == 302
    at = datetime(2026, 9, 8, 9, tzinfo=UTC)
    clock(at)
    assert planning.release_due(clock=lambda: at) == 1
    assert planning.release_due(clock=lambda: at) == 0
    deliver(desk, at, folder / "post")
    assert [call.text for call in network.calls] == [text]


def is_answered_in_time(desk: Desk, clock: Callable[[datetime], None], folder: Path) -> None:
    arrived = datetime(2026, 9, 8, 9, 5, tzinfo=UTC)  # 11.05, 25 minutes before the lunch
    message = arrive(desk.channel, make_event(at=arrived))
    # 0.25 before lunch, 3.30 after it, the rest from half past seven on Wednesday.
    assert message.due_at == datetime(2026, 9, 9, 6, 35, tzinfo=UTC)
    clock(arrived + timedelta(minutes=30))
    writer = browse(desk.writer)
    page = reverse("inbox:show_thread", args=[message.thread_id])
    shown = writer.get(page).content.decode()
    assert "Goddag Anna!" in shown
    assert "4 kap. Svar" in shown
    form = {"form_token": "t-1", "seen": str(message.pk), "do": "send"}
    status, text = post(writer, "inbox:reply", message.thread_id, text="I morgon.", **form)
    assert status == 409
    assert "Svaret börjar inte med Goddag Anna!" in text
    right = "Goddag Anna! I morgon."
    assert post(writer, "inbox:reply", message.thread_id, text=right, **form)[0] == 302
    deliver(desk, arrived + timedelta(minutes=31), folder / "reply")
    message.refresh_from_db()
    assert message.answered_by == Answer.REPLY
    assert not Act.objects.exclude(state=ActState.LIVE).exists()


def is_sealed_and_hidden(desk: Desk, folder: Path) -> None:
    message = message_of(desk, at=datetime(2026, 9, 8, 9, 20, tzinfo=UTC))
    reporting = ("moderation:report_message", message.pk)
    assert post(browse(desk.writer), *reporting, context="Under bron.")[0] == 302
    case = Case.objects.get()
    assert case.deadline == case.discovered_at + timedelta(hours=7)
    moderator = browse(moderator_of(desk))
    told = {"measure": "hide", "assessment": "Texten jagar grannen.", "review_on": "2026-12-01"}
    at = ("moderation:decide", case.pk)
    assert post(moderator, *at, **told, ground="agitation")[0] == 422
    assert post(moderator, *at, **told, ground="hounding")[0] == 302
    deliver(desk, datetime(2026, 9, 8, 9, 36, tzinfo=UTC), folder / "case")
    assert moderation.follow_decisions() == 1
    case.refresh_from_db()
    assert case.state == CaseState.CARRIED_OUT


def test_each_network_has_its_own_rhythm(klippby: Desk) -> None:
    found = {}
    for network in ("facebook", "x", "instagram"):
        facts = PostFacts(
            network=network, text="https://klippby.example", planned_for=DAY, reviewed=True,
            posts_by_day={DAY: 9},
        )  # fmt: skip
        said = check(klippby.municipality, facts, datetime(2026, 9, 8, 8, tzinfo=UTC))
        found[network] = [one.verdict.value for one in said]
    assert found == {"facebook": ["stop"], "x": ["warn"], "instagram": []}


def test_a_channel_is_decided_by_three_started_and_reviewed_each_quarter(
    klippby: Desk, clock: Callable[[datetime], None]
) -> None:
    made = is_applied_for(klippby)
    channel = is_decided_by_three(klippby, made)
    is_started(klippby, channel)
    is_reviewed_after_a_quarter(klippby, channel, clock)


def is_applied_for(desk: Desk) -> ChannelApplication:
    writer = browse(desk.writer)
    begun = {"title": "Badet i Klippby", "department": str(desk.department.pk)}
    assert post(writer, "channels:start_application", **begun)[0] == 302
    made = ChannelApplication.objects.get()
    page = writer.get(reverse("channels:edit_application", args=[made.pk])).content.decode()
    assert "Badvattnets temperatur" in page
    typed = {
        "title": "Badet i Klippby", "network": "instagram", "channel_class": "seasonal",
        "editors": [str(desk.writer.pk)], "weekly_hours": "2", "do": "send",
        "version": str(made.version),
    }  # fmt: skip
    status, text = post(writer, "channels:edit_application", made.pk, **typed)
    assert status == 409
    assert "7 kap. Kanaler" in text
    made.refresh_from_db()
    whole = {**typed, "version": str(made.version), f"{PREFIX}water": "Mäts varje morgon."}
    assert post(writer, "channels:edit_application", made.pk, **whole)[0] == 302
    return made


def is_decided_by_three(desk: Desk, made: ChannelApplication) -> Channel:
    roles = ("nearest_manager", "registrar", "head_of_communications")
    people = [
        make_user(role=role, municipality=desk.municipality, department=desk.department)
        for role in roles
    ]
    given = {"outcome": "approved", "motive": "Badet behöver en egen kanal."}
    decide = ("channels:decide_application", made.pk)
    assert post(browse(desk.writer), *decide, **given)[0] == 403
    for person in people:
        assert not Channel.objects.filter(application=made).exists()
        page = reverse("channels:show_application", args=[made.pk])
        for waits in ("/", reverse("channels:list_applications")):
            assert page in browse(person).get(waits).content.decode()
        assert "Ansökan väntar på ditt beslut" in browse(person).get(page).content.decode()
        assert post(browse(person), *decide, **given)[0] == 302
    assert {one.person for one in made.decisions.all()} == set(people)
    return Channel.objects.get(application=made)


def is_started(desk: Desk, channel: Channel) -> None:
    lead = browse(desk.lead)
    status, text = post(lead, "channels:start_channel", channel.pk)
    assert status == 409
    assert "badvakten vet om kanalen" in text
    assert post(lead, "channels:tick_item", channel.pk, item="guard", do="tick")[0] == 302
    decided = {
        "page_responsible": str(desk.writer.pk), "accountable_manager": str(desk.lead.pk),
        "comments_open": "on", "purpose": "Visa badet.", "tone": "Rak.",
    }  # fmt: skip
    assert post(lead, "channels:launch_channel", channel.pk, **decided)[0] == 302
    assert post(lead, "channels:start_channel", channel.pk)[0] == 302
    channel.refresh_from_db()
    assert (channel.state, channel.live_since) == ("live", DAY)


def is_reviewed_after_a_quarter(
    desk: Desk, channel: Channel, clock: Callable[[datetime], None]
) -> None:
    page = reverse("desk:review_channel", args=[channel.pk])
    clock(datetime(2026, 12, 7, 9, tzinfo=UTC))
    assert page not in browse(desk.lead).get("/").content.decode()
    clock(datetime(2026, 12, 8, 9, tzinfo=UTC))
    lead = browse(desk.lead)
    assert page in lead.get("/").content.decode()
    assert "7 kap. Kanaler" in lead.get(page).content.decode()
    kept = {"outcome": "keep", "purpose_note": "Badgästerna frågar här."}
    assert post(lead, "desk:review_channel", channel.pk, **kept)[0] == 302
    channel.refresh_from_db()
    assert channel.reviewed_on == date(2026, 12, 8)
    assert page not in lead.get("/").content.decode()
