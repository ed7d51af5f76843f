"""The pages of notices: each person's own, and the municipality's for each role."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.people import make_user

from torg.notices import actions
from torg.notices.jobs import write_notices
from torg.notices.models import Letter, Notice, OwnSetting, RoleSetting
from torg.notices.states import Event, LetterState
from torg.people.models import Municipality, User
from torg.people.permissions import ROLES

pytestmark = pytest.mark.django_db
OWN, ROLE_LIST = "/aviseringar/", "/aviseringar/roller/"
FIVE = (
    "press_officer",
    "nearest_manager",
    "responsible_operation",
    "leadership",
    "social_media_editor",
)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def tell(municipality: Municipality, now: datetime, event: Event = Event.CRISIS_BEGUN) -> None:
    with transaction.atomic():
        actions.notify(event=event, key="1", municipality=municipality, path="/kris/", now=now)


@pytest.mark.req("S-33")
def test_the_role_list_has_the_five_roles_with_their_settings(municipality: Municipality) -> None:
    client = browser(make_user(role="administrator", municipality=municipality))
    page = client.get(ROLE_LIST).content.decode()
    for role in FIVE:
        address = reverse("notices:set_role", kwargs={"role": role})
        assert address in page
        assert str(ROLES[role].name) in page
        settings = client.get(address).content.decode()
        assert "Krisläget börjar gälla" in settings
        assert ("Alltid brev genast" in settings) == (role in {"press_officer", "leadership"})


def test_the_municipality_changes_a_role(municipality: Municipality) -> None:
    client = browser(make_user(role="administrator", municipality=municipality))
    address = reverse("notices:set_role", kwargs={"role": "press_officer"})
    chosen = {"crisis_ended": "digest", "hijack": "at_once", "promise_broken": "day"}
    assert client.post(address, chosen | {"hijack": "ibland"}).status_code == 422
    assert client.post(address, {"hijack": "digest"}).status_code == 422
    assert not RoleSetting.objects.exists()
    told = client.post(address, chosen | {"crisis_begun": "day"}, follow=True).content.decode()
    assert "Rollens aviseringar är sparade." in told
    assert "Ändrat av kommunen" in told
    assert RoleSetting.objects.get().event == Event.CRISIS_ENDED
    assert "Förvalt: Brev genast." in client.get(address).content.decode()
    assert client.get(f"{ROLE_LIST}borgmastare/").status_code == 404


def test_a_person_chooses_on_the_own_page(municipality: Municipality) -> None:
    press = make_user(role="press_officer", municipality=municipality)
    client = browser(press)
    tell(municipality, timezone.now())
    page = client.get(OWN).content.decode()
    assert press.email in page
    assert "Alltid brev genast" in page
    assert "Skickas strax" in page
    assert 'name="crisis_begun"' not in page
    assert 'name="connection_lost"' not in page
    assert client.post(OWN, {"hijack": "varannan"}).status_code == 422
    told = client.post(OWN, {"hijack": "digest", "crisis_begun": "day"}, follow=True)
    assert "Aviseringarna är sparade." in told.content.decode()
    assert [(one.event, one.way) for one in OwnSetting.objects.all()] == [("hijack", "digest")]
    client.post(OWN, {})
    assert not OwnSetting.objects.exists()


def test_a_letter_to_a_person_is_read_by_that_person_alone(
    municipality: Municipality, now: datetime
) -> None:
    press = make_user(role="press_officer", municipality=municipality)
    keeper = make_user(role="register_owner", municipality=municipality)
    tell(municipality, now)
    write_notices(clock=lambda: now)
    letter = Letter.objects.get()
    Letter.objects.update(state=LetterState.SENDING)
    Letter.objects.update(state=LetterState.UNCLEAR)
    address = reverse("notices:show_letter", args=[letter.pk])
    assert address not in browser(keeper).get("/brev/").content.decode()
    assert browser(keeper).get(address).status_code == 404
    assert browser(keeper).post(f"{address}besked/", {"settling": "again"}).status_code == 404
    client = browser(press)
    assert client.get("/brev/").status_code == 403
    assert address in client.get(OWN).content.decode()
    page = client.get(address).content.decode()
    assert f'href="{OWN}"' in page
    client.post(f"{address}besked/", {"settling": "arrived"})
    assert Letter.objects.get().state == LetterState.SENT
    assert Notice.objects.get().told_at == now


def test_what_is_no_news_any_longer_is_not_promised(municipality: Municipality) -> None:
    """After a long stop nothing is told of what Min dag shows, and the page does not say so."""
    person = make_user(role="administrator", municipality=municipality)
    for days, said in ((1, "Kommer i nästa sammanfattning"), (8, "Skickades inte")):
        Notice.objects.all().delete()
        tell(municipality, timezone.now() - timedelta(days=days))
        assert said in browser(person).get(OWN).content.decode()
