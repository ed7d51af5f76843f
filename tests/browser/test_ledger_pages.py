"""The log and an entry in a real browser: accessible, quiet, within the width."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.browser.desk_browser import (
    faulty,
)
from tests.factories.entries import make_entry
from tests.factories.people import make_municipality, make_user

from torg.kernel.refs import Ref
from torg.ledger.actions import Exchange, checkpoint
from torg.ledger.states import Direction
from torg.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOLD = (
    ("inbox.message_received", "Ett meddelande kom in på Facebook.", ""),
    ("inbox.reply_written", "Svaret skrevs.", "Sara"),
    ("inbox.reply_approved", "Svaret godkändes av en andra läsare.", "Amir"),
    ("inbox.reply_sent", "Svaret skickades.", "Sara"),
    ("planning.post_booked", "Inlägget bokades på huvudkontots dag.", "Amir"),
)


@pytest.fixture
def registrar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> User:
    """Somebody who reads a log of five entries, four of them signed."""
    monkeypatch.setattr(settings, "KEYS", tmp_path)
    municipality = make_municipality(slug="malmo", name="Malmö stad")
    people = {
        name: make_user(municipality=municipality, role=role, given_name=name, family_name=family)
        for name, family, role in (
            ("Sara", "Lindqvist", "communicator"),
            ("Amir", "Haddad", "account_lead"),
        )
    }
    now = timezone.now()
    for number, (verb, summary, name) in enumerate(TOLD):
        received = Exchange(
            Direction.RECEIVED, "facebook/malmostad", "kept_in_order", "Testa Prov", "Malmö stad"
        )
        make_entry(
            municipality,
            now + timedelta(minutes=number - 90),
            verb=verb,
            summary=summary,
            by=people.get(name),
            about=[Ref("inbox.thread", "t-1")],
            facts={"digest": "9f" * 32},
            content={"text": "Hej! När öppnar badet?"} if number == 0 else None,
            exchange=None if number else received,
        )
        if number == 3:
            checkpoint(municipality=municipality, now=now)
    return make_user(
        municipality=municipality, role="registrar", given_name="Olle", family_name="Nyman"
    )


def test_the_log_is_accessible(browser: Browser, live_server: LiveServer, registrar: User) -> None:
    pages = {
        "list": reverse("ledger:list_entries"),
        "nothing": reverse("ledger:list_entries") + "?verb=x&since=2026-01-01",
        "filter": reverse("ledger:list_entries") + "?since=x&about=inbox.thread:t-1",
        "entry": reverse("ledger:show_entry", args=[1]),
        "entry-unsigned": reverse("ledger:show_entry", args=[5]),
    }
    looked = {name: (registrar, path) for name, path in pages.items()}
    told = [
        one for found in faulty(browser, live_server.url, looked, "ledger-").values()
        for one in found if "400" not in one
    ]  # fmt: skip
    assert told == []
