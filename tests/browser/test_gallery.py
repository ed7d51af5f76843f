"""The gallery in a real browser: accessible, within its width, quiet under the strict policy."""

import re

import pytest
from playwright.sync_api import Browser, Route, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.desk_browser import (
    NARROW,
    WIDE,
    axe,
    complaints,
    opened,
    overflow,
    shot,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"wide": WIDE, "narrow": NARROW}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_no_violation_and_nothing_sticks_out(
    browser: Browser, live_server: LiveServer, size: str, scheme: str
) -> None:
    address = f"{live_server.url}/ui/?kommun=malmo"
    with opened(browser, address, size=SIZES[size], scheme=scheme) as page:
        shot(page, f"gallery-{size}-{scheme}", full=False)
        assert axe(page) == []
        assert overflow(page) == 0
        assert complaints(page) == []


@pytest.mark.parametrize("slug", ["", "goteborg", "stockholm", "vallentuna"])
def test_every_theme_passes_axe(browser: Browser, live_server: LiveServer, slug: str) -> None:
    for scheme in ("light", "dark"):
        with opened(browser, f"{live_server.url}/ui/?kommun={slug}", scheme=scheme) as page:
            assert axe(page) == []


def test_every_target_is_24_pixels_or_a_link_in_a_line(
    browser: Browser, live_server: LiveServer
) -> None:
    with opened(browser, f"{live_server.url}/ui/") as page:
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, summary, select, input, textarea")]
            .filter(each => each.checkVisibility() && !each.matches("[type=hidden]"))
            // A check box shares its target with its label; the row of both is measured.
            .map(each => each.matches("[type=checkbox], [type=radio]") ? each.parentElement : each)
            .filter(each => each.getBoundingClientRect().height < 24)
            .map(each => each.outerHTML.slice(0, 120))"""
        )
        assert small == []


def test_a_dialog_opens_and_gives_the_focus_back(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, f"{live_server.url}/ui/") as page:
        link = page.get_by_role("link", name="Pausa publiceringen")
        link.click()
        dialog = page.get_by_role("dialog", name="Pausa publiceringen?")
        expect(dialog).to_be_visible()
        assert axe(page) == []
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(link).to_be_focused()


def test_without_javascript_the_dialogs_link_leads_to_a_page(
    browser: Browser, live_server: LiveServer
) -> None:
    with opened(browser, f"{live_server.url}/ui/", script=False) as page:
        page.get_by_role("link", name="Pausa publiceringen").click()
        expect(page).to_have_url(re.compile("#dialog-som-sida$"))
        expect(page.get_by_role("button", name="Stäng meddelandet")).to_have_count(0)


def test_the_counter_counts_what_people_see(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, f"{live_server.url}/ui/") as page:
        field, note = page.locator("#id_text"), page.locator("#id_text_counter")
        field.fill("Hej 👨‍👩‍👧‍👦!")
        expect(note).to_have_text("294 tecken kvar")
        field.fill("å" * 302)
        expect(note).to_have_text("2 tecken för mycket")


def test_the_choice_of_dark_is_kept_by_the_server(
    browser: Browser, live_server: LiveServer
) -> None:
    with opened(browser, f"{live_server.url}/ui/") as page:
        page.get_by_text("Inställningar").first.click()
        page.get_by_role("button", name="Mörkt").click()
        expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")


def test_the_menu_folds_on_a_narrow_screen_without_javascript(
    browser: Browser, live_server: LiveServer
) -> None:
    with opened(browser, f"{live_server.url}/ui/", size=NARROW, script=False) as page:
        link = page.get_by_role("link", name="Moderering").last
        expect(link).to_be_hidden()
        page.get_by_text("Meny", exact=True).click()
        expect(link).to_be_visible()


def test_htmx_sends_the_forms_token_and_brings_toasts(
    browser: Browser, live_server: LiveServer
) -> None:
    """The frame gives every htmx request its token, and an answer may add to the live region."""
    seen: list[str] = []

    def answer(route: Route) -> None:
        seen.append(route.request.headers.get("x-csrftoken", ""))
        route.fulfill(
            content_type="text/html",
            body='<b>klart</b><div id="toasts" hx-swap-oob="beforeend">'
            '<div class="t-toast t-tone--danger" data-toast="danger"><p>Ny</p>'
            '<button data-toast-close hidden aria-label="Stäng">x</button></div></div>',
        )

    with opened(browser, f"{live_server.url}/ui/") as page:
        page.route("**/prov/", answer)
        page.evaluate(
            """() => { const made = document.createElement("button");
            made.id = "prov"; made.textContent = "Prova"; made.setAttribute("hx-post", "/prov/");
            document.querySelector("main").append(made); htmx.process(made); }"""
        )
        page.locator("#prov").click()
        expect(page.locator("#prov b")).to_have_text("klart")
        expect(page.locator("#toasts")).to_contain_text("Ny")
        page.get_by_role("button", name="Stäng", exact=True).click()
        expect(page.locator("#toasts .t-toast")).to_have_count(0)
        assert len(seen[0]) > 20
        assert complaints(page) == []
