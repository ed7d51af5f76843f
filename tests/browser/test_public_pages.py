"""The register as residents meet it: accessible, whole at both widths, without signing in."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.browser.desk_browser import NARROW, WIDE, axe, complaints, opened, overflow, shot
from tests.factories.people import make_department, make_municipality

from torg.channels.actions import mark_addresses
from torg.channels.models import Channel
from torg.kernel.scope import scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
PAGES = {
    "public-all": "/kanaler/", "public-town": "/kanaler/malmo/",
    "public-channel": "/kanaler/malmo/{pk}/", "public-data": "/kanaler/oppna-data/",
    "public-ask": "/kanaler/akta/?konto=instagram.com/badet0",
    "public-fake": "/kanaler/akta/?konto=instagram.com/bad_etl",
    "public-embed": "/kanaler/malmo/bifoga/",
}  # fmt: skip


def test_the_public_pages_are_accessible(browser: Browser, live_server: LiveServer) -> None:
    owner = make_department(municipality=make_municipality(slug="malmo", name="Provstad"))
    with scope(owner.municipality_id):
        for number, state in enumerate(("live", "resting", "closed")):
            made = Channel.objects.create(
                municipality_id=owner.municipality_id, department=owner, name=f"Badet {number}",
                network="instagram", import_reason="Fanns redan",
                handle=f"badet{number}", state=state, created_at=NOW,
                changed_at=NOW, closed_on=NOW.date() if state == "closed" else None,
                purpose="Öppettider och badtemperatur.", page_rules="Vi läser.\n\nVi svarar.",
            )  # fmt: skip
            mark_addresses(channel=made, now=NOW)
    wrong = {}
    for name, path in PAGES.items():
        for size in (WIDE, NARROW):
            address = live_server.url + path.format(pk=made.pk)
            with opened(browser, address, size=size) as page:
                shot(page, name if size == WIDE else f"{name}-narrow")
                found = [*axe(page), *complaints(page)]
                if found or overflow(page):
                    wrong[f"{name} {size}"] = [*found, f"{overflow(page)} pixels too wide"]
    assert wrong == {}
