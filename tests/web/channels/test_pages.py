"""The register of channels, and connecting one: a live read first, the secret never shown."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.inbox import Desk, make_desk
from tests.factories.network import TalkingNetwork, body_of, make_event, sign, wire_talking
from tests.factories.people import make_user

from torg.channels.actions import mark_broken
from torg.channels.models import Channel, ChannelConnection
from torg.kernel.scope import scope
from torg.people.models import User
from torg.ports.account import Account
from torg.ports.errors import Mender, NeedsReconnect, OutsideError, Refused, Unreachable
from torg.ports.network import Connection

pytestmark = pytest.mark.django_db
SECRET = "hemligt-app-lösenord-8812"


@pytest.fixture
def network() -> TalkingNetwork:
    return wire_talking()


@pytest.fixture
def desk(db: None, network: TalkingNetwork) -> Iterator[Desk]:
    made = make_desk("malmo")
    with scope(made.municipality.pk):
        yield made


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def connect(channel: Channel) -> str:
    return reverse("channels:connect", args=[channel.pk])


def given(**more: str) -> dict[str, str]:
    return {
        "adapter": "scripted",
        "base_url": "https://natverk.example/",
        "handle": "kommunen.example",
        "secret": SECRET,
        **more,
    }


def answering(error: OutsideError) -> Callable[[Connection], Account]:
    def verify(_connection: Connection) -> Account:
        raise error

    return verify


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NeedsReconnect("401"), "godtog inte uppgifterna"),
        (Unreachable("timeout", maybe_done=False), "svarar inte"),
        (Refused("x", cause="Kontot är spärrat.", mender=Mender.NETWORK), "Kontot är spärrat."),
    ],
)
def test_a_refused_secret_keeps_the_rest_and_is_never_shown(
    desk: Desk,
    network: TalkingNetwork,
    monkeypatch: pytest.MonkeyPatch,
    error: OutsideError,
    said: str,
) -> None:
    before = ChannelConnection.objects.get().secret
    monkeypatch.setattr(network, "verify", answering(error))
    answer = browser(desk.lead).post(connect(desk.channel), given())
    text = answer.content.decode()
    assert said in text
    assert "kommunen.example" in text
    assert "https://natverk.example/" in text
    assert SECRET not in text
    assert ChannelConnection.objects.get().secret == before


def test_a_connection_is_stored_sealed_after_a_live_read(desk: Desk) -> None:
    ChannelConnection.objects.all().delete()
    answer = browser(desk.lead).post(connect(desk.channel), given(), follow=True)
    text = answer.content.decode()
    assert "Ansluten till kommunen.example." in text
    assert SECRET not in text
    row = ChannelConnection.objects.get()
    assert (row.handle, row.works) == ("kommunen.example", True)
    assert SECRET not in row.secret
    form = browser(desk.lead).get(connect(desk.channel)).content.decode()
    assert "kommunen.example" in form
    assert SECRET not in form


def test_an_address_is_asked_for_outside_practice(desk: Desk) -> None:
    text = browser(desk.lead).post(connect(desk.channel), given(base_url="")).content.decode()
    assert "Skriv adressen till kontots server." in text
    assert SECRET not in text


def test_a_communicator_cannot_connect(desk: Desk) -> None:
    client = browser(desk.writer)
    assert client.get(connect(desk.channel)).status_code == 403
    assert client.post(connect(desk.channel), given()).status_code == 403
    shown = client.get(reverse("channels:show_channel", args=[desk.channel.pk]))
    assert connect(desk.channel) not in shown.content.decode()


def test_the_register_says_what_is_broken(desk: Desk) -> None:
    bare = Channel.objects.create(
        municipality=desk.municipality,
        department=desk.department,
        name="Utan konto",
        network="x",
        import_reason="Fanns redan.",
        created_at=desk.channel.created_at,
        changed_at=desk.channel.changed_at,
    )
    mark_broken(
        connection=desk.channel.connection, code="401", now=desk.channel.connection.verified_at
    )
    text = browser(desk.writer).get(reverse("channels:list_channels")).content.decode()
    assert "Behöver anslutas igen" in text
    assert "Inte ansluten" in text
    page = browser(desk.writer).get(reverse("channels:show_channel", args=[bare.pk]))
    assert "inte ansluten till något konto" in page.content.decode()


@pytest.mark.req("V-13")
def test_a_channel_that_is_there_already_is_taken_up_with_a_reason(desk: Desk) -> None:
    boss = browser(make_user(role="administrator", municipality=desk.municipality))
    form = {
        "name": "Simhallens sida",
        "network": "instagram",
        "channel_class": "ordinary",
        "department": str(desk.department.pk),
        "purpose": "Öppettider och evenemang.",
    }
    without = boss.post(reverse("channels:add_channel"), form).content.decode()
    assert "Öppettider och evenemang." in without
    assert not Channel.objects.filter(name="Simhallens sida").exists()
    form["reason"] = "Sidan startades innan registret fanns."
    page = boss.get(reverse("channels:add_channel")).content.decode()
    assert 'value="ordinary" selected' in page
    answer = boss.post(reverse("channels:add_channel"), form)
    made = Channel.objects.get(name="Simhallens sida")
    assert answer["Location"] == connect(made)
    assert made.import_reason == "Sidan startades innan registret fanns."
    again = boss.post(reverse("channels:add_channel"), form).content.decode()
    assert "Det finns redan en kanal med det namnet" in again
    assert "Öppettider och evenemang." in again
    assert Channel.objects.filter(name="Simhallens sida").count() == 1


def test_another_municipality_finds_no_channel(desk: Desk) -> None:
    stranger = browser(make_user(role="administrator"))
    assert stranger.get(connect(desk.channel)).status_code == 404
    assert desk.channel.name not in stranger.get("/kanalregister/").content.decode()


def test_a_channel_connected_by_hand_is_heard_directly(desk: Desk, network: TalkingNetwork) -> None:
    ChannelConnection.objects.all().delete()
    boss = browser(desk.lead)
    text = boss.post(connect(desk.channel), given(), follow=True).content.decode()
    assert "Hörs direkt" in text
    ((address, secret),) = network.addresses
    assert secret not in text
    body = body_of(make_event())
    path = urlsplit(address).path
    for headers, status in ((sign(body, secret), 200), (sign(body), 401)):
        answer = Client().post(path, body, content_type="application/json", headers=headers)
        assert answer.status_code == status


def test_one_that_the_network_does_not_deliver_to_says_how_it_is_heard(
    desk: Desk, network: TalkingNetwork
) -> None:
    ChannelConnection.objects.all().delete()
    network.deaf = Unreachable("timeout", maybe_done=True)
    text = browser(desk.lead).post(connect(desk.channel), given(), follow=True).content.decode()
    assert "Hämtas var 10:e sekund" in text
    assert "Hörs direkt" not in text


def test_a_disconnected_channel_says_so_and_refuses_deliveries(
    desk: Desk, network: TalkingNetwork
) -> None:
    boss, where = browser(desk.lead), reverse("channels:disconnect", args=[desk.channel.pk])
    text = boss.post(where, follow=True).content.decode()
    assert "Bortkopplad" in text
    assert "fungerar inte" not in text
    body = body_of(make_event())
    door = reverse("inbox:receive_webhook", args=[desk.channel.connection.pk])
    answer = Client().post(door, body, content_type="application/json", headers=sign(body))
    assert answer.status_code == 401
    assert "Bortkopplad" in boss.get(reverse("channels:list_channels")).content.decode()
