"""The door that networks knock on: signature first, then stored, then 200 (I8, I9, V-22)."""

import pytest
from django.test import Client
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk
from tests.factories.network import body_of, make_event, sign

from torg.channels.queries import keyring
from torg.inbox import jobs
from torg.inbox.models import Message, RawDelivery

BODY = body_of(make_event())


def post(client: Client, connection_id: object, body: bytes, headers: dict[str, str]) -> int:
    """The answer's status."""
    answer = client.post(
        f"/webhooks/{connection_id}/", body, content_type="application/json", headers=headers
    )
    return answer.status_code


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_a_genuine_delivery_is_stored_and_read_later(desk: Desk, strict: Client) -> None:
    pk = desk.channel.connection.pk
    for _ in range(3):
        assert post(strict, pk, BODY, sign(BODY)) == 200
    assert (RawDelivery.objects.count(), Message.objects.count()) == (1, 0)
    jobs.process_spool()
    assert Message.objects.get().text == "När öppnar badhuset?"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY, {}),
        (BODY, {"x-signature": ""}),
        (BODY, {"x-signature": "0" * 64}),
        (BODY, sign(BODY, "another app's secret")),
        (BODY[:-1] + b" ", sign(BODY)),
        (b"", sign(BODY)),
    ],
)
def test_whatever_is_not_signed_is_refused_and_not_stored(
    desk: Desk, strict: Client, body: bytes, headers: dict[str, str]
) -> None:
    assert post(strict, desk.channel.connection.pk, body, headers) == 401
    assert not RawDelivery.objects.exists()


def test_without_a_secret_everything_is_refused(desk: Desk, strict: Client) -> None:
    connection = desk.channel.connection
    connection.webhook_secret = keyring().seal("")
    connection.save()
    assert post(strict, connection.pk, BODY, sign(BODY, "")) == 401
    assert not RawDelivery.objects.exists()


def test_another_channels_signature_does_not_open_this_one(desk: Desk, strict: Client) -> None:
    other = make_channel(department=desk.department).connection
    other.webhook_secret = keyring().seal("annan")
    other.save()
    assert post(strict, other.pk, BODY, sign(BODY)) == 401
    assert post(strict, desk.department.pk, BODY, sign(BODY)) == 404


def test_a_giant_and_a_get_are_refused(desk: Desk, strict: Client) -> None:
    giant = b"x" * (1024 * 1024 + 1)
    pk = desk.channel.connection.pk
    assert post(strict, pk, giant, sign(giant)) == 413
    assert strict.get(f"/webhooks/{pk}/").status_code == 405
    assert not RawDelivery.objects.exists()
