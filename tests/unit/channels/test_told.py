"""Whoever asked for something at the register is told, once, that there is an answer."""

from collections.abc import Iterator

import pytest
from django.test import Client
from tests.factories.applications import NOW, Office, make_application, make_office
from tests.factories.closing import Ending, make_ending
from tests.factories.delivery import make_channel
from tests.factories.network import wire_talking
from tests.factories.people import make_user

from torg.channels import actions
from torg.channels.actions import AccessWish
from torg.channels.models import ChannelAccess, ChannelApplication, Outcome
from torg.kernel.scope import scope
from torg.notices.models import Notice
from torg.notices.states import Event, Way
from torg.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    made = make_office()
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def ending(db: None) -> Iterator[Ending]:
    wire_talking()
    made = make_ending()
    with scope(made.desk.municipality.pk):
        yield made


def told(person: User) -> list[Notice]:
    """What the person is told was answered; each leads to a page that the person may open."""
    rows = list(Notice.objects.filter(user=person, event=Event.DECISION_GIVEN).order_by("id"))
    client = Client()
    client.force_login(person)
    for row in rows:
        assert row.way == Way.AT_ONCE
        assert client.get(row.path).status_code == 200, row.path
    return rows


def decide(made: ChannelApplication, outcome: Outcome, by: User) -> None:
    actions.decide_application(
        application=made, outcome=outcome, motive="Behovet finns.", by=by, now=NOW
    )


def test_an_applicant_hears_that_it_came_back_and_that_it_is_decided(office: Office) -> None:
    made = make_application(office, "sent")
    actions.return_application(
        application=made, reason="Skriv om målgruppen.", by=office.communicator, now=NOW
    )
    assert len(told(office.applicant)) == 1
    made.refresh_from_db()
    made = actions.send_application(application=made, by=office.applicant, now=NOW)
    made = actions.pass_on_application(application=made, by=office.communicator, now=NOW)
    decide(made, Outcome.APPROVED, office.manager)
    assert len(told(office.applicant)) == 2
    assert not told(office.manager)


def test_a_no_is_told_too(office: Office) -> None:
    decide(make_application(office, "with_manager"), Outcome.REFUSED, office.manager)
    assert [row.what for row in told(office.applicant)] == ["Din ansökan om en ny kanal"]


def test_whoever_asked_to_close_hears_of_the_last_yes_alone(ending: Ending) -> None:
    closing = ending.prepared()
    asker = closing.begun_by
    assert asker is not None
    closing = actions.decide_closing(closing=closing, motive="", by=ending.manager, now=NOW)
    assert not told(asker)
    actions.decide_closing(closing=closing, motive="", by=ending.communications, now=NOW)
    assert [row.what for row in told(asker)] == [f"Avslutet av {closing.channel}"]


@pytest.mark.parametrize("granted", [True, False], ids=["yes", "no"])
def test_whoever_asked_for_access_hears(office: Office, granted: bool) -> None:
    channel = make_channel(department=office.department)
    keeper = make_user(role="account_lead", municipality=office.municipality)
    asker = make_user(role="communicator", municipality=office.municipality)
    wish = AccessWish(user=asker, level="full", reason="Publicerar om badhusen.")
    asked = actions.request_access(channel=channel, wish=wish, by=asker, now=NOW)
    act = actions.grant_access if granted else actions.decline_access
    act(access=asked, note="Så här tänkte jag.", by=keeper, now=NOW)
    assert [row.what for row in told(asker)] == [f"Behörigheten till {channel}"]


def test_whoever_takes_back_the_own_request_is_told_nothing(office: Office) -> None:
    channel = make_channel(department=office.department)
    asker = make_user(role="communicator", municipality=office.municipality)
    wish = AccessWish(user=asker, level="full", reason="Publicerar om badhusen.")
    asked = actions.request_access(channel=channel, wish=wish, by=asker, now=NOW)
    actions.decline_access(access=asked, note="Behövs inte.", by=asker, now=NOW)
    assert ChannelAccess.objects.get().state == "declined"
    assert not told(asker)
