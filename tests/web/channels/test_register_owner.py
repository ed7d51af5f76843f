"""The register's owner, its mailbox, and the letters that orders become."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.applications import NOW, make_application, make_office
from tests.factories.closing import Ending, make_ending
from tests.factories.delivery import make_channel
from tests.factories.network import wire_talking
from tests.factories.people import make_user

from torg.channels import actions
from torg.channels.models import Channel, Closing, Outcome, RegisterOwner
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.ledger.queries import timeline
from torg.notices.models import Letter
from torg.notices.states import LetterState
from torg.people.models import User

pytestmark = pytest.mark.django_db
MAILBOX = "kanalregister@kommun.example"
OWNER = "/kanalregister/agare/"


@pytest.fixture
def ending(db: None) -> Iterator[Ending]:
    wire_talking()
    made = make_ending()
    with scope(made.desk.municipality.pk):
        yield made


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def name(keeper: User, mailbox: str = MAILBOX) -> None:
    actions.name_register_owner(name="Kanalsupport", mailbox=mailbox, by=keeper, now=NOW)


def test_the_mailbox_is_set_in_the_desk_by_who_keeps_the_register(ending: Ending) -> None:
    keeper, lead = browser(ending.register), browser(ending.desk.lead)
    assert lead.get(OWNER).status_code == 403
    assert OWNER in keeper.get("/kanalregister/").text
    assert OWNER not in lead.get("/kanalregister/").text
    wrong = keeper.post(OWNER, {"name": "Kanalsupport", "mailbox": "inte en adress"})
    assert wrong.status_code == 422
    assert "inte en adress" in wrong.text
    assert keeper.post(OWNER, {"name": "Kanalsupport", "mailbox": MAILBOX}).status_code == 302
    keeper.post(OWNER, {"name": "Kanalsupport", "mailbox": MAILBOX})
    assert RegisterOwner.objects.get().mailbox == MAILBOX
    assert Entry.objects.filter(verb="register.owner_named").count() == 1
    shown = keeper.get(OWNER).text
    assert MAILBOX in shown
    assert "Angav vem som äger kanalregistret" in shown


@pytest.mark.req("G-67", "G-68")
def test_a_deregistration_order_is_queued_to_the_mailbox(ending: Ending) -> None:
    name(ending.register)
    closing = ending.kept()
    lead = browser(ending.desk.lead)
    step = reverse("channels:take_closing_step", args=[closing.pk, "avregistrera"])
    Closing.objects.update(closing_on=timezone.localdate())
    assert lead.post(step).status_code == 302
    assert lead.post(step).status_code == 409
    letter = Letter.objects.get()
    assert (letter.recipient, letter.state) == (MAILBOX, LetterState.WAITING)
    assert letter.subject == f"Beställning av avregistrering: {closing.channel}"
    for told in (closing.channel.name, "avregistrering", ending.desk.lead.full_name):
        assert told in letter.text
    page = lead.get(reverse("channels:show_closing", args=[closing.pk])).text
    assert "ligger i utkorgen" in page


@pytest.mark.req("G-68")
def test_an_approved_channel_is_ordered_of_the_registers_owner() -> None:
    office = make_office()
    with scope(office.municipality.pk):
        name(make_user(role="register_owner", municipality=office.municipality))
        sent = make_application(office, "sent")
        made = actions.pass_on_application(application=sent, by=office.communicator, now=NOW)
        assert not Letter.objects.exists()
        actions.decide_application(
            application=made,
            outcome=Outcome.APPROVED,
            motive="Behovet finns.",
            by=office.manager,
            now=NOW,
        )
        letter, channel = Letter.objects.get(), Channel.objects.get(application=made)
        assert letter.subject == f"Beställning av ny kanal: {channel}"
        assert office.manager.full_name in letter.text
        assert f"/kanalregister/{channel.pk}/" in letter.text


@pytest.mark.req("G-68")
def test_a_departments_change_is_told_and_the_keepers_own_is_not(ending: Ending) -> None:
    name(ending.register)
    channel = make_channel(department=ending.desk.department, name="Parkerna")
    change = {"changes": {"purpose": "Visa parkerna."}, "now": NOW}
    actions.change_channel(channel=channel, by=ending.register, **change)  # type: ignore[arg-type]
    assert not Letter.objects.exists()
    change["changes"] = {"purpose": "Fler besök."}
    actions.change_channel(channel=channel, by=ending.desk.lead, **change)  # type: ignore[arg-type]
    letter = Letter.objects.get()
    assert "Ändrat: syfte" in letter.text
    assert "Fler besök" not in letter.text


def test_without_a_mailbox_no_letter_is_written(ending: Ending) -> None:
    name(ending.register, mailbox="")
    channel = make_channel(department=ending.desk.department, name="Parkerna")
    actions.change_channel(channel=channel, changes={"purpose": "X"}, by=ending.desk.lead, now=NOW)
    assert not Letter.objects.exists()


def test_a_letter_is_read_and_tried_again_on_its_page(ending: Ending) -> None:
    name(ending.register)
    channel = make_channel(department=ending.desk.department, name="Parkerna")
    actions.change_channel(channel=channel, changes={"purpose": "X"}, by=ending.desk.lead, now=NOW)
    letter = Letter.objects.get()
    Letter.objects.update(state=LetterState.SENDING)
    Letter.objects.update(state=LetterState.FAILED, cause="E-postservern tog inte emot brevet.")
    keeper = browser(ending.register)
    listed = keeper.get("/brev/").text
    assert "Behöver ett besked" in listed
    page = f"/brev/{letter.pk}/"
    assert "Skicka igen" in keeper.get(page).text
    assert keeper.post(f"{page}besked/", {"settling": "nonsense"}).status_code == 422
    assert keeper.post(f"{page}besked/", {"settling": "again"}).status_code == 302
    assert keeper.post(f"{page}besked/", {"settling": "again"}).status_code == 409
    assert Letter.objects.get().state == LetterState.WAITING
    told = [one.summary for one in timeline(Ref("channels.channel", str(channel.pk)))]
    assert any("Brevet skickas igen" in one for one in told)
    assert browser(ending.desk.lead).get(page).status_code == 404
