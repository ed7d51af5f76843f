"""Pages go two at a time through the door, and deliveries past them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from tests.factories.waiting import until

from torg.site.door import SEATS, NetworkDoor


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
