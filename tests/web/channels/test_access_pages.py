"""The access register's pages through Django's client."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.people import make_user
from tests.unit.channels.test_access import Keys, make_keys

from torg.channels.models import ChannelAccess
from torg.kernel.scope import scope
from torg.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(db: None) -> Iterator[Keys]:
    made = make_keys("stockholm")
    with scope(made.channel.municipality_id):
        yield made


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.req("M1-42", "S-37", "S-39")
def test_asked_granted_looked_at_confirmed_and_taken_away(keys: Keys) -> None:
    page = reverse("channels:show_access", args=[keys.channel.pk])
    person, keeper = browser(keys.person), browser(keys.keeper)
    ask = reverse("channels:request_access", args=[keys.channel.pk])
    wish = {"user": keys.person.pk, "level": "full", "reason": ""}
    refused = person.post(ask, wish | {"network_role": "Kvar i rutan"})
    assert refused.status_code == 422
    assert "Kvar i rutan" in refused.text
    assert person.post(ask, wish | {"reason": "Badhusen"}).status_code == 302
    access = ChannelAccess.objects.get()
    assert "En begäran väntar på beslut." in keeper.get(reverse("desk:show_day")).text
    decide = reverse("channels:decide_access", args=[access.pk])
    assert person.post(decide, {"do": "grant"}).status_code == 403
    assert keeper.post(decide, {"do": "grant"}).status_code == 302
    assert keeper.post(decide, {"do": "decline", "note": "Nej"}).status_code == 409
    look = reverse("channels:note_safety", args=[access.pk])
    assert keeper.post(look, {"two_factor": "no", "level": "full"}).status_code == 302
    listed = keeper.get(reverse("channels:list_access"), {"visa": "utan-tvafaktor"}).text
    assert "Utan tvåfaktor" in listed
    assert "S-37" in listed
    assert "t-tone--danger" in listed or "danger" in listed
    confirm = reverse("channels:confirm_access", args=[keys.channel.pk])
    assert keeper.post(confirm, {"rows": [access.pk, "x"]}).status_code == 302
    access.refresh_from_db()
    assert access.confirmed_by == keys.keeper
    gone = reverse("channels:withdraw_access", args=[access.pk])
    assert keeper.post(gone, {"proof": ""}).status_code == 422
    assert keeper.post(gone, {"proof": "Borttagen i inställningarna"}).status_code == 302
    shown = keeper.get(page).text
    assert "Tidigare" in shown
    assert reverse("handbook:show_place", args=["kanal.behorighet"]) in shown


def test_who_keeps_no_access_sees_only_their_own(keys: Keys) -> None:
    other = make_user(municipality=keys.channel.municipality, family_name="Hemlig")
    row = keys.granted(other)
    row.requested_by = keys.keeper
    row.save(update_fields=["requested_by"])
    person = browser(keys.person)
    for page in (
        reverse("channels:show_access", args=[keys.channel.pk]),
        reverse("channels:list_access"),
    ):
        assert "Hemlig" not in person.get(page).text.split("<main", 1)[1].split("<form", 1)[0]
    assert person.get(reverse("channels:show_holder", args=[row.pk])).status_code == 404
