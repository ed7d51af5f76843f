"""Correcting the register: who may, what the town's rules refuse, and what everyone sees."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, make_desk
from tests.factories.people import make_department, make_user

from torg.channels.actions import change_channel
from torg.channels.models import Channel
from torg.channels.queries import orientation
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.models import User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    made = make_desk("malmo")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def main(desk: Desk) -> Channel:
    return make_channel(department=desk.department, channel_class="main", network="facebook")


@pytest.fixture
def lead(desk: Desk) -> User:
    return make_user(
        role="account_lead", municipality=desk.municipality, department=desk.department
    )


def page(channel: Channel) -> str:
    return reverse("channels:change_channel", args=[channel.pk])


def given(channel: Channel, **more: object) -> dict[str, object]:
    return {
        "name": channel.name,
        "department": channel.department_id,
        "channel_class": channel.channel_class,
        "language": "sv",
        "comments_open": "on",
        **more,
    }


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.req("M1-01", "M1-12", "M1-20")
def test_a_main_account_is_not_kept_without_its_use_and_its_people(
    main: Channel, lead: User
) -> None:
    client = browser(lead)
    whole = given(
        main,
        usage="Sådant som rör hela staden",
        allowed_users="Alla förvaltningar",
        responsible=lead.pk,
        contact_person=lead.pk,
    )
    for left_out, row in {
        "usage": "M1-01", "allowed_users": "M1-01", "responsible": "M1-12",
        "contact_person": "M1-20",
    }.items():  # fmt: skip
        answer = client.post(page(main), {**whole, left_out: "", "tone": "Varm och kort"})
        assert row in answer.content.decode(), left_out
        assert "Varm och kort" in answer.content.decode(), "what was written is kept"
        main.refresh_from_db()
        assert main.usage == ""

    assert client.post(page(main), whole).status_code == 302
    reader = browser(make_user(role="official", municipality=main.municipality))
    shown = reader.get(reverse("channels:show_channel", args=[main.pk])).content.decode()
    assert "Sådant som rör hela staden" in shown
    assert "Alla förvaltningar" in shown

    successor = make_user(
        role="account_lead", municipality=main.municipality, given_name="Ny", family_name="Kontakt"
    )
    client.post(page(main), {**whole, "contact_person": successor.pk})
    shown = reader.get(reverse("channels:show_channel", args=[main.pk])).content.decode()
    assert "Ny Kontakt" in shown


@pytest.mark.req("M1-04")
def test_the_orientation_of_a_main_account_is_shown_in_its_order(desk: Desk) -> None:
    reader = browser(make_user(role="official", municipality=desk.municipality))
    for network, number in {"x": 3, "facebook": 2}.items():
        channel = make_channel(department=desk.department, channel_class="main", network=network)
        answer = reader.get(reverse("channels:show_channel", args=[channel.pk]))
        told = orientation(channel)
        assert len(told) == number
        places = [answer.content.decode().index(item) for item in told]
        assert places == sorted(places)


@pytest.mark.req("M2-09")
def test_only_the_coordinator_corrects_another_departments_row(desk: Desk) -> None:
    other = make_department(municipality=desk.municipality)
    channel = make_channel(department=other)
    editor = make_user(
        role="account_lead", municipality=desk.municipality, department=desk.department
    )
    coordinator = make_user(role="communications_department", municipality=desk.municipality)
    wide = make_user(role="account_lead", municipality=desk.municipality)
    with pytest.raises(Denied):
        change_channel(channel=channel, changes={"tone": "Ny"}, by=editor, now=NOW)
    with pytest.raises(Refusal) as stopped:
        change_channel(channel=channel, changes={"tone": "Ny"}, by=wide, now=NOW)
    assert "M2-09" in stopped.value.cite
    changed = change_channel(channel=channel, changes={"tone": "Ny"}, by=coordinator, now=NOW)
    assert changed == ["tone"]
    channel.refresh_from_db()
    assert (channel.tone, channel.changed_at) == ("Ny", NOW)
    latest = timeline(Ref("channels.channel", str(channel.pk)))[0]
    assert "kanalens ton" in str(latest.summary)


@pytest.mark.req("V-73")
def test_the_page_responsible_finds_the_tone_and_changes_nothing_else(
    main: Channel, desk: Desk
) -> None:
    writer = make_user(
        role="page_responsible", municipality=desk.municipality, department=desk.department
    )
    assert browser(writer).get(page(main)).status_code == 403
    needed = {"usage": "a", "allowed_users": "b", "responsible": writer, "contact_person": writer}
    Channel.objects.filter(pk=main.pk).update(page_responsible=writer, purpose="Berätta", **needed)
    shown = browser(writer).get(reverse("channels:show_channel", args=[main.pk])).text
    assert "Ändra tonen" in shown
    form = browser(writer).get(page(main)).text
    assert 'name="tone"' in form
    assert 'name="purpose"' not in form
    sent = browser(writer).post(page(main), {"tone": "Rak och varm.", "purpose": "Annat"})
    assert sent.status_code == 302
    main.refresh_from_db()
    assert (main.tone, main.purpose) == ("Rak och varm.", "Berätta")
    with pytest.raises(Denied):
        change_channel(channel=main, changes={"tone": "x", "purpose": "y"}, by=writer, now=NOW)


def test_two_who_correct_different_fields_keep_both(main: Channel, lead: User, desk: Desk) -> None:
    needed = {"usage": "a", "allowed_users": "b", "responsible": lead, "contact_person": lead}
    change_channel(channel=main, changes=needed, by=lead, now=NOW)
    first, second = Channel.objects.get(pk=main.pk), Channel.objects.get(pk=main.pk)
    change_channel(channel=first, changes={"tone": "Varm"}, by=lead, now=NOW)
    change_channel(channel=second, changes={"purpose": "Berätta"}, by=lead, now=NOW)
    main.refresh_from_db()
    assert (main.tone, main.purpose) == ("Varm", "Berätta")


def test_bad_input_is_told_and_nothing_is_lost(main: Channel, lead: User) -> None:
    answer = browser(lead).post(
        page(main),
        given(main, comments_open="", purpose="Det jag skrev", address="inte en adress"),
    )
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "Skriv varför kommentarerna är stängda" in words
    assert "Det jag skrev" in words
    assert "inte en adress" in words


@pytest.mark.req("S-01")
def test_the_register_shows_what_is_missing(db: None) -> None:
    stockholm = make_desk("stockholm")
    with scope(stockholm.municipality.pk):
        channel = make_channel(department=stockholm.department)
        reader = browser(make_user(role="official", municipality=stockholm.municipality))
        address = reverse("channels:show_channel", args=[channel.pk])
        assert "Uppgifter saknas" in reader.get(address).content.decode()
        Channel.objects.filter(pk=channel.pk).update(target_groups="Föräldrar")
        assert "Uppgifter saknas" not in reader.get(address).content.decode()
