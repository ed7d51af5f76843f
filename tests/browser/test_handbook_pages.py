"""The handbook in a real browser: accessible, and its panel beside a form that keeps its words."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.desk_browser import (
    NARROW,
    WIDE,
    axe,
    complaints,
    needs_scripts,
    opened,
    overflow,
    shot,
    signed_in,
)
from tests.factories.inbox import Desk, make_desk
from tests.factories.network import wire_talking

from torg.kernel.scope import scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Badhuset öppnar på lördag, och simskolan har platser kvar."
PAGES = {
    "handbook": "/handbok/", "handbook-page": "/handbok/sida/boka-huvudkontot/",
    "handbook-table": "/handbok/sida/jamfor-natverk/", "handbook-search": "/handbok/sok/?q=kontona",
    "handbook-help": "/handbok/falt/inlagg.ton/", "handbook-care": "/handbok/skotsel/",
}  # fmt: skip


@pytest.fixture
def desk(now: datetime) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("malmo")
    with scope(made.municipality.pk):
        yield made


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_pages_are_accessible(
    browser: Browser, live_server: LiveServer, desk: Desk, size: tuple[int, int]
) -> None:
    wrong = {}
    cookies = signed_in(live_server.url, desk.lead)
    for name, path in PAGES.items():
        with opened(browser, live_server.url + path, size=size, cookies=cookies) as page:
            shot(page, name if size == WIDE else f"{name}-narrow")
            found = [*axe(page), *complaints(page)]
            if found or overflow(page):
                wrong[name] = [*found, f"{overflow(page)} pixels too wide"]
    assert wrong == {}


@pytest.mark.req("M1-41")
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["beside", "over"])
@needs_scripts
def test_the_panel_opens_and_closes_without_losing_the_draft(
    browser: Browser, live_server: LiveServer, desk: Desk, size: tuple[int, int]
) -> None:
    cookies = signed_in(live_server.url, desk.writer)
    with opened(browser, f"{live_server.url}/planering/nytt/", size=size, cookies=cookies) as page:
        text = page.get_by_label("Text", exact=True)
        text.fill(WORDS)
        link = page.get_by_role("link", name="Hjälp: Ett bra inlägg")
        link.focus()
        page.keyboard.press("Enter")
        panel = page.get_by_role("dialog", name="Ett bra inlägg")
        expect(panel).to_contain_text("Så bygger du inlägget")
        expect(panel.get_by_role("heading", name="Ett bra inlägg")).to_be_focused()
        expect(panel.get_by_role("link", name="Läs hela").first).to_have_attribute(
            "target", "_blank"
        )
        assert axe(page) == []
        if size == WIDE:
            text.press_sequentially(" Välkommen!")
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(text).to_have_value(f"{WORDS} Välkommen!" if size == WIDE else WORDS)
        if size == NARROW:
            expect(link).to_be_focused()
        assert page.url.endswith("/planering/nytt/")
        assert complaints(page) == []


def test_without_scripts_help_opens_a_tab_and_the_form_stays(
    browser: Browser, live_server: LiveServer, desk: Desk
) -> None:
    cookies = signed_in(live_server.url, desk.writer)
    address = f"{live_server.url}/planering/nytt/"
    with opened(browser, address, script=False, cookies=cookies) as page:
        text = page.get_by_label("Text", exact=True)
        text.fill(WORDS)
        with page.context.expect_page() as told:
            page.get_by_role("link", name="Hjälp: Ett bra inlägg (öppnas i ny flik)").click()
        tab: Page = told.value
        expect(tab.get_by_role("heading", name="Hjälp: Ett bra inlägg")).to_be_visible()
        expect(text).to_have_value(WORDS)
