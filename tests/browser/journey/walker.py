"""One person in a browser of their own: goes to a page, looks at it, presses what stands there."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic, sleep

from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.desk_browser import axe, complaints, opened, overflow, shot
from tests.browser.journey.cast import Part

SECONDS = 20.0
REFUSED = re.compile(r"status of (409|422)")


@dataclass
class Walker:
    """page: a context of its own. url: the desk. seen: pages already looked at."""

    page: Page
    url: str
    seen: set[str] = field(default_factory=set)
    script: bool = True

    def go(self, place: str) -> None:
        """Through the main menu."""
        menu = self.page.get_by_role("navigation", name="Huvudmeny").first
        menu.get_by_role("link", name=place).click()
        self.is_on(place)

    def open(self, path: str) -> None:
        """By address; a path or the whole of one."""
        self.page.goto(path if path.startswith("http") else self.url + path)

    def is_on(self, heading: str) -> None:
        """The page's title says so."""
        expect(self.page).to_have_title(re.compile(re.escape(heading)), timeout=SECONDS * 1000)

    def look(self, name: str, image: str = "") -> None:
        """The page is accessible, quiet and within the width; once for each name."""
        if image:
            shot(self.page, image, full=False)
        if name in self.seen:
            return
        self.seen.add(name)
        found = self.grumbles()
        if self.script:
            found += axe(self.page)
            if wide := overflow(self.page):
                found.append(f"{wide} pixels too wide")
        assert found == [], f"{name}: {self.page.url}"

    def grumbles(self) -> list[str]:
        """What the browser's console objected to. A refusal's status is no fault of the page."""
        return [line for line in complaints(self.page) if not REFUSED.search(line)]

    def press(self, button: str, within: Locator | None = None) -> None:
        """A button by its words."""
        place = within or self.page.get_by_role("main")
        place.get_by_role("button", name=button, exact=True).click()

    def fill(self, label: str, value: str) -> None:
        """A field by its label."""
        self.page.get_by_role("main").get_by_label(label).first.fill(value)

    def reads(self, *words: str | re.Pattern[str]) -> None:
        """Each of the words stands on the page and can be seen."""
        for each in words:
            found = self.page.get_by_role("main").get_by_text(each).filter(visible=True)
            expect(found.first).to_be_visible(timeout=SECONDS * 1000)

    def reads_not(self, *words: str) -> None:
        """None of the words stands on the page."""
        for each in words:
            expect(self.page.get_by_role("main").get_by_text(each)).to_have_count(0)

    def lacks(self, button: str) -> None:
        """There is no such button on the page."""
        expect(self.page.get_by_role("button", name=button, exact=True)).to_have_count(0)

    def reload_until(self, there: Callable[[], bool], seconds: float = SECONDS) -> None:
        """Load the page again until it shows what the worker has done."""
        until = monotonic() + seconds
        while not there():
            assert monotonic() < until, f"{self.page.url}\n{self.page.inner_text('body')[:3000]}"
            sleep(0.4)
            self.page.reload()


@contextmanager
def signed_in(
    browser: Browser, url: str, part: Part, town: str, *, script: bool = True
) -> Iterator[Walker]:
    """The person, after one click on the sign-in page's demo button."""
    with opened(browser, url + "/", script=script) as page:
        walker = Walker(page, url, script=script)
        walker.look(f"sign-in-{town}")
        enter(page, part, town)
        yield walker


def enter(page: Page, part: Part, town: str) -> None:
    """Take the part of a demo person."""
    group = page.locator("details").filter(has=page.locator("summary", has_text=town))
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    group.get_by_role("listitem").filter(has_text=part.name).get_by_role("button").click()
    expect(page.get_by_role("navigation", name="Huvudmeny").first).to_be_visible()
