"""The main steps without JavaScript, and the way to the first task with the keyboard alone."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.desk_browser import opened
from tests.browser.journey import inbox_steps, planning_steps
from tests.browser.journey.cast import COLLEAGUE, WRITER
from tests.browser.journey.planning_steps import Planned, wall
from tests.browser.journey.running_desk import RunningDesk
from tests.browser.journey.towns import TOWNS
from tests.browser.journey.walker import Walker, signed_in

pytestmark = pytest.mark.browser
TOWN = TOWNS["stockholm"]
TITLE = "Skrivet utan skript"
TABS = 80


@pytest.fixture
def plain(browser: Browser, desk: RunningDesk) -> Iterator[tuple[Walker, Walker]]:
    """Two colleagues whose browsers run no scripts."""
    with ExitStack() as stack:
        writer, colleague = (
            stack.enter_context(signed_in(browser, desk.url, part, TOWN.name, script=False))
            for part in (WRITER, COLLEAGUE)
        )
        yield writer, colleague


def writes_to_the_page(browser: Browser, desk: RunningDesk, words: str) -> None:
    """A resident's post on the municipality's page."""
    with opened(browser, f"{desk.url}/ovning/konto/{TOWN.handle}") as page:
        inbox_steps.become(Walker(page, desk.url))
        page.get_by_label(f"Skriv på {TOWN.page}").fill(words)
        page.get_by_role("button", name="Publicera").click()
        expect(page.get_by_text(words)).to_be_visible()


def test_a_post_is_planned_and_approved_without_scripts(plain: tuple[Walker, Walker]) -> None:
    writer, colleague = plain
    writer.go("Planering")
    writer.page.get_by_role("link", name="Nytt inlägg", exact=True).click()
    writer.fill("Arbetsrubrik", TITLE)
    writer.page.get_by_role("checkbox", name=re.compile(re.escape(TOWN.page))).check()
    writer.page.get_by_role("textbox", name="Text", exact=True).fill("Biblioteket har öppet.")
    writer.page.get_by_label("Lägg till bild").set_input_files(
        planning_steps.picture()  # type: ignore[arg-type]
    )
    writer.press("Spara")
    expect(writer.page.get_by_role("alert")).to_contain_text("alternativtext", ignore_case=True)
    expect(writer.page.get_by_label("Arbetsrubrik")).to_have_value(TITLE)
    at = planning_steps.next_minute(timedelta(days=2))
    writer.fill("Går ut", wall(at))
    writer.press("Spara")
    writer.is_on(TITLE)
    writer.press("Lämna till granskning")
    planning_steps.waits_for_colleague(writer)

    planning_steps.approve(
        colleague, Planned(writer.page.url.removeprefix(writer.url), TITLE, "", at)
    )

    writer.page.reload()
    writer.reads("Klart att gå ut")
    assert writer.grumbles() == colleague.grumbles() == []


def test_a_question_is_claimed_and_answered_without_scripts(
    browser: Browser, desk: RunningDesk, plain: tuple[Walker, Walker]
) -> None:
    writer, colleague = plain
    question = "Kan man låna skridskor på isbanan utan skript?"
    writes_to_the_page(browser, desk, question)
    inbox_steps.find_thread(writer, question)
    path = writer.page.url.removeprefix(writer.url).partition("?")[0]

    inbox_steps.claimed_by_one(writer, colleague, path)
    inbox_steps.answer(writer, TOWN, path)

    assert writer.grumbles() == colleague.grumbles() == []


def test_the_first_task_is_opened_with_the_keyboard_alone(
    browser: Browser, desk: RunningDesk
) -> None:
    question = "Hur anmäler man sig till simskolan med tangentbord?"
    writes_to_the_page(browser, desk, question)
    with opened(browser, desk.url + "/") as page:
        group = f"details:has(summary:text-is('{TOWN.name}'))"
        press_on(page, f"{group} > summary")
        press_on(page, f"{group} li:has-text('{WRITER.name}') button")
        expect(page).to_have_title(re.compile("Min dag"))
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()

        press_on(page, ".t-row__title a")

        expect(page.get_by_role("heading", level=1)).to_contain_text(inbox_steps.RESIDENT)


def press_on(page: Page, wanted: str) -> None:
    """Tab to what is wanted, see where one stands all the way, and press Enter."""
    target = page.locator(wanted).first
    expect(target).to_be_visible()
    for _ in range(TABS):
        page.keyboard.press("Tab")
        assert page.evaluate(STANDS_OUT), page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"not reached in {TABS} steps: {wanted}")


# A row draws its frame round itself, through the link's ::after.
STANDS_OUT = """() => [null, '::before', '::after'].some(part => {
  const style = getComputedStyle(document.activeElement, part);
  const line = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  return line || style.boxShadow !== 'none';
})"""
