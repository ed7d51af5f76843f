"""Min dag and the status page as a person meets them."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.inbox import Desk, make_desk
from tests.factories.network import wire_talking
from tests.factories.people import make_municipality, make_user
from tests.factories.week import Week, break_connection, residents_write

from torg.channels.queries import not_closed
from torg.delivery.models import Worker
from torg.inbox.models import WatchRound
from torg.inbox.queries import rounds_left
from torg.kernel.scope import scope
from torg.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def working_hour(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Tuesday morning, whatever day the tests run: rounds are due on working days."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("goteborg")
    with scope(made.municipality.pk):
        yield made


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def day(user: User) -> str:
    answer = browser(user).get(reverse("desk:show_day"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_page_gathers_everything_that_waits(desk: Desk) -> None:
    now = timezone.now()
    residents_write(desk, now)
    week = Week(desk, now)
    break_connection(week.library, now)
    text = day(desk.lead)
    assert week.submitted.title in text
    assert "Titta på kontot" in text
    assert "Anslut Stadsbiblioteket igen" in text
    assert "Anna Karlsson" in text
    assert "Svar till kattmamman87" in text
    assert "försenad" in text
    mine = day(desk.writer)
    assert week.returned.setback in mine
    assert week.today.title in mine


def test_a_round_is_done_by_one_click_and_the_day_comes_back(desk: Desk) -> None:
    client = browser(desk.writer)
    assert f"Rond gjord på {desk.channel.name}" in client.get("/").content.decode()
    left = rounds_left(desk.writer, not_closed(desk.writer), timezone.now())[0]
    answer = client.post(
        reverse("inbox:do_round"),
        {"channel": left.channel.pk, "rule": left.duty.rule_id, "next": "/"},
    )
    assert answer["Location"] == "/"
    assert WatchRound.objects.filter(channel=left.channel, user=desk.writer).count() == 1
    text = client.get("/").content.decode()
    assert "Ronden är noterad." in text
    assert "Rond gjord på" not in text


def test_a_round_never_leads_out_of_the_house(desk: Desk) -> None:
    left = rounds_left(desk.writer, not_closed(desk.writer), timezone.now())[0]
    answer = browser(desk.writer).post(
        reverse("inbox:do_round"),
        {"channel": left.channel.pk, "rule": left.duty.rule_id, "next": "//evil.example/"},
    )
    assert answer["Location"] == reverse("inbox:list_rounds")


def test_an_empty_day_says_what_to_do(desk: Desk) -> None:
    assert "Alla har fått svar" in day(desk.writer)
    registrar = make_user(role="registrar", municipality=desk.municipality)
    text = day(registrar)
    assert "Inget väntar på dig" in text
    assert reverse("planning:show_calendar") in text


def test_a_municipality_without_rules_still_has_a_first_page() -> None:
    boss = make_user(role="administrator", municipality=make_municipality())
    assert "inte antagit något regelverk" in day(boss)


def test_the_menu_tells_how_many_wait(desk: Desk) -> None:
    residents_write(desk, timezone.now())
    page = browser(desk.writer).get(reverse("channels:list_channels")).content.decode()
    assert re.search(r't-count--urgent">3<span class="ds-sr-only"> väntar', page)


def test_the_status_page_keeps_what_is_local_to_administrators(desk: Desk) -> None:
    now = timezone.now()
    Week(desk, now)
    Worker.objects.create(host="dator-7", pid=4711, started_at=now, beat_at=now)
    boss = make_user(role="administrator", municipality=desk.municipality)
    seen = {
        user: browser(user).get(reverse("desk:show_status")).content.decode()
        for user in (desk.writer, boss)
    }
    assert "dator-7" not in seen[desk.writer]
    assert "dator-7" in seen[boss]
    for text in seen.values():
        assert "Version" in text
        assert str(settings.DATA_DIR) not in text
        assert "nyckel" not in text.lower().replace("accesskey", "")


def test_a_worker_that_stands_still_is_named_on_every_page(desk: Desk) -> None:
    text = day(desk.writer)
    assert "Bakgrundsarbetet står still" in text
    now = timezone.now()
    Worker.objects.create(host="d", pid=1, started_at=now, beat_at=now - timedelta(seconds=5))
    assert "Bakgrundsarbetet står still" not in day(desk.writer)
