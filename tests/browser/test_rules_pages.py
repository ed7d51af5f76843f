"""The rules' pages in a real browser: accessible, quiet, within the width."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.browser.desk_browser import (
    NARROW,
    WIDE,
    axe,
    complaints,
    needs_scripts,
    opened,
    overflow,
    signed_in,
)
from tests.factories.people import make_department, make_municipality, make_user
from tests.factories.rules import DAY_BOOKING, LONG_AGO, POLICIES, malmo_edition

from torg.kernel.scope import scope
from torg.people.models import DepartmentKind
from torg.rules.actions import Wanted, adopt_pack, propose_change

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Wide, the pages that are tables or panels in two columns; narrow, all.
NAMED = ("show_pack", "try_text", "compare", "list_adoptions")


def test_the_rules_pages_are_accessible_wide_and_narrow(
    browser: Browser, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "vallentuna").symlink_to(POLICIES / "vallentuna")
    settings.POLICIES = tmp_path
    malmo_edition(tmp_path)
    malmo, now = make_municipality(slug="malmo", name="Malmö"), timezone.now()
    make_department(municipality=malmo, name="Kulturnämnden", kind=DepartmentKind.BOARD)
    adopt_pack(municipality=malmo, by=None, now=LONG_AGO)
    keeper, other = (make_user(municipality=malmo, role="administrator") for _ in "ab")
    with scope(malmo.pk):
        wanted = Wanted(
            of=DAY_BOOKING, key="max_per_day", value=2, reason="Festival", body="chefen",
            from_day=timezone.localdate(now),
        )  # fmt: skip
        proposal = propose_change(wanted=wanted, by=other, now=now)
    malmo_edition(tmp_path, version="2026.2", per_day=3)
    of: dict[str, dict[str, Any]] = {
        "show_pack": {},
        "try_text": {},
        "compare": {},
        "list_adoptions": {},
        "show_adoption": {"number": 1},
        "adopt": {},
        "propose_change": {"of": DAY_BOOKING, "key": "max_per_day"},
        "show_change": {"proposal_id": proposal.pk},
        "confirm": {},
        "list_readers": {},
        "show_source": {"rule_id": DAY_BOOKING},
    }
    pages = {name: reverse(f"rules:{name}", kwargs=given) for name, given in of.items()}
    cookies, wrong = signed_in(live_server.url, keeper), {}
    for size, shown in ((WIDE, NAMED), (NARROW, pages)):
        with opened(browser, live_server.url, size=size, cookies=cookies) as page:
            for name in shown:
                page.goto(live_server.url + pages[name])
                found = axe(page)
                if overflow(page):
                    found.append(f"{overflow(page)} pixels too wide")
                if found:
                    wrong[f"{name} {size[0]}"] = found
            assert complaints(page) == []
    assert wrong == {}


@needs_scripts
def test_the_same_share_is_stopped_in_one_town_and_welcome_in_another(
    browser: Browser, live_server: LiveServer
) -> None:
    """While it is typed, each with the clause that says so (M1-34 against V-36)."""
    answers = {}
    for slug in ("malmo", "vallentuna"):
        town = make_municipality(slug=slug, name=slug)
        adopt_pack(municipality=town, by=None, now=LONG_AGO)
        cookies = signed_in(live_server.url, make_user(municipality=town, role="communicator"))
        address = live_server.url + reverse("rules:try_text")
        with opened(browser, address, cookies=cookies) as page:
            page.get_by_label("Slag av kanal").select_option("main")
            page.locator("[name=text]").fill("Se hit")
            page.locator("[name=shared_from]").fill("https://facebook.com/exempel/1")
            clause = "M1-34" if slug == "malmo" else "V-36"
            cited = page.locator("#tried cite").filter(has_text=clause)
            cited.first.wait_for()
            answers[slug] = page.locator("#tried").inner_text()
            cited.first.get_by_role("link").click()
            expect(page.locator("main")).to_contain_text(clause)
    assert "Andras inlägg delas inte på huvudkontot." in answers["malmo"]
    assert "Andras inlägg får gärna delas." in answers["vallentuna"]
