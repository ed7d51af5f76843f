"""Pages go two at a time through the door, and deliveries past them."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import uuid4
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings
from tests.factories.inbox import Desk, make_desk
from tests.factories.network import body_of, make_event, sign, wire_talking
from tests.factories.waiting import until

from torg.channels.queries import keyring
from torg.inbox.models import RawDelivery
from torg.kernel.scope import scope
from torg.site.door import SEATS, DirectDoor, NetworkDoor

pytestmark = pytest.mark.django_db
BODY = body_of(make_event())
Answer = tuple[str, dict[str, str]]


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """A channel whose network signs what it delivers."""
    wire_talking()
    made = make_desk("stockholm")
    with scope(made.municipality.pk):
        yield made


def refuse(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Stands where the desk is."""
    start("418 The desk", [])
    return [environ["PATH_INFO"].encode()]


def knock(door: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Status and headers of what WSGI hands on."""
    told: list[Answer] = []

    def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> Any:
        told.append((status, dict(headers)))

    b"".join(door(environ, start))
    return told[0]


def test_pages_take_their_seats_and_a_delivery_needs_none() -> None:
    inside: list[str] = []
    done = Event()

    def page(request: HttpRequest) -> HttpResponse:
        inside.append(request.path)
        assert done.wait(30)
        return HttpResponse()

    door, ask = NetworkDoor(page), RequestFactory()
    with ThreadPoolExecutor(SEATS + 1) as threads:
        asked = [threads.submit(door, ask.get(f"/{number}/")) for number in range(SEATS + 1)]
        until(lambda: len(inside) == SEATS)
        # Refused without a question to the database: a delivery is posted.
        assert door(ask.get(f"/webhooks/{uuid4()}/")).status_code == 405
        assert len(inside) == SEATS
        done.set()
        assert [each.result(30).status_code for each in asked] == [200] * (SEATS + 1)


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ({}, "200 OK"),
        ({"headers": {}}, "401 Unauthorized"),
        ({"headers": sign(BODY, "another's")}, "401 Unauthorized"),
        ({"data": b"x" * (1024 * 1024 + 1)}, "413 Request Entity Too Large"),
        ({"method": "GET"}, "405 Method Not Allowed"),
        ({"headers": sign(BODY) | {"Host": "somebody.example"}}, "400 Bad Request"),
        ({"path": f"/webhooks/{uuid4()}/"}, "404 Not Found"),
    ],
)
def test_both_doors_give_the_same_answer(desk: Desk, what: dict[str, Any], status: str) -> None:
    """Straight from WSGI, and through Django's handler with every middleware."""
    asked: dict[str, Any] = {
        "path": f"/webhooks/{desk.channel.connection.pk}/",
        "data": BODY,
        "method": "POST",
    }
    asked |= {"headers": sign(BODY)} | what

    straight_on = RequestFactory().generic(content_type="application/json", **asked)
    straight = knock(DirectDoor(refuse), straight_on.environ)
    stored = RawDelivery.objects.count()
    whole = Client().generic(content_type="application/json", **asked)
    assert straight == (f"{whole.status_code} {whole.reason_phrase}", dict(whole.items()))
    assert straight[0] == status
    assert RawDelivery.objects.count() == stored == (status == "200 OK")


def test_without_tls_the_straight_door_sends_to_it(desk: Desk, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    asked = RequestFactory().post(f"/webhooks/{desk.channel.connection.pk}/", BODY, "text/plain")
    status, headers = knock(DirectDoor(refuse), asked.environ)
    assert status == "301 Moved Permanently"
    assert headers["Location"].startswith("https://")
    assert not RawDelivery.objects.exists()


@pytest.mark.parametrize(
    "path", ["/", "/webhooks/", "/webhooks/1/", f"/webhooks/{'-' * 36}/", "/webhooks/å/"]
)
def test_whoever_delivers_nothing_is_the_desks(path: str) -> None:
    status, _headers = knock(DirectDoor(refuse), RequestFactory().get(path).environ)
    assert status == "418 The desk"


def test_a_fault_is_an_answer_and_the_network_tries_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object, **_more: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("torg.inbox.views.webhook.store_webhook", fails)
    held = desk.channel.connection
    asked = RequestFactory().post(
        f"/webhooks/{held.pk}/", BODY, "application/json", headers=sign(BODY)
    )
    status, _headers = knock(DirectDoor(refuse), asked.environ)
    assert status == "500 Internal Server Error"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no pool")
@pytest.mark.django_db(transaction=True)
def test_a_thread_keeps_no_connection_of_the_pool(desk: Desk) -> None:
    """The first asks who is meant, and one repeated whether it came before; afterwards the
    connection is others'."""
    held = desk.channel.connection
    held.webhook_secret = keyring().seal("annan")
    held.save()

    def deliver() -> tuple[str, bool]:
        asked = RequestFactory().post(
            f"/webhooks/{held.pk}/", BODY, "application/json", headers=sign(BODY, "annan")
        )
        status, _headers = knock(DirectDoor(refuse), asked.environ)
        return status, connection.connection is None

    with ThreadPoolExecutor(1) as thread:
        for _ in range(3):
            assert thread.submit(deliver).result(30) == ("200 OK", True)
