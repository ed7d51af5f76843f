"""The door that networks knock on: signature first, then stored, then 200 (I8, I9, V-22)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
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


def test_a_delivery_asks_once_and_writes_once(desk: Desk, strict: Client) -> None:
    pk = desk.channel.connection.pk
    with CaptureQueriesContext(connection) as asked:
        for number in range(2):
            body = body_of(make_event(str(number)))
            assert post(strict, pk, body, sign(body)) == 200
    said = [one["sql"] for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert [one.split()[0] for one in said] == ["SELECT", "INSERT", "INSERT"]
    assert RawDelivery.objects.count() == 2


def test_what_the_door_remembers_is_never_believed_against_the_database(
    desk: Desk, strict: Client
) -> None:
    held = desk.channel.connection
    assert post(strict, held.pk, BODY, sign(BODY)) == 200
    held.webhook_secret = keyring().seal("bytt")
    held.save()
    later = body_of(make_event("efter"))
    assert post(strict, held.pk, later, sign(later)) == 401
    assert post(strict, held.pk, later, sign(later, "bytt")) == 200
    held.webhook_secret = ""
    held.save()
    last = body_of(make_event("sist"))
    assert post(strict, held.pk, last, sign(last, "bytt")) == 401
    assert RawDelivery.objects.count() == 2
    address = held.pk
    held.delete()
    assert post(strict, address, last, sign(last, "bytt")) == 404


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_delivery_stands_and_stands_once(
    desk: Desk, strict: Client
) -> None:
    pk = desk.channel.connection.pk
    assert [post(strict, pk, BODY, sign(BODY)) for _ in range(2)] == [200, 200]
    assert RawDelivery.objects.count() == 1


def test_the_door_keeps_what_protects_everybody(
    desk: Desk, strict: Client, settings: Settings
) -> None:
    address = f"/webhooks/{desk.channel.connection.pk}/"
    sent: dict[str, Any] = {"content_type": "application/json", "headers": sign(BODY)}
    answer = strict.post(address, BODY, **sent)
    assert answer.status_code == 200
    for name in ("Content-Security-Policy", "Cache-Control"):
        assert answer.headers[name]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    assert strict.post(address, BODY, SERVER_NAME="somebody.example", **sent).status_code == 400
    settings.SECURE_SSL_REDIRECT = True
    assert Client().post(address, BODY, **sent).status_code == 301


def test_whatever_is_no_address_of_a_delivery_is_the_desks(strict: Client) -> None:
    for path in ("/webhooks/", "/webhooks/1/", "/webhooks/x/y/"):
        assert strict.get(path).status_code in (302, 404)


def test_a_giant_and_a_get_are_refused(desk: Desk, strict: Client) -> None:
    giant = b"x" * (1024 * 1024 + 1)
    pk = desk.channel.connection.pk
    assert post(strict, pk, giant, sign(giant)) == 413
    assert strict.get(f"/webhooks/{pk}/").status_code == 405
    assert not RawDelivery.objects.exists()
