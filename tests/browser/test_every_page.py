"""Every page of the permission matrix: axe, no sideways scrolling, a quiet console.

The journeys look at pages in their states; this looks at all there are, so that a new page
cannot come without. A phone's width shows most of what a desk's does; WIDE_TOO=1 asks both.
"""

import os

import pytest
from playwright.sync_api import Browser, Error, Page
from pytest_django.live_server_helper import LiveServer
from tests.browser.desk_browser import NARROW, WIDE, axe, complaints, opened, overflow, signed_in
from tests.browser.range_rows import full_side
from tests.browser.xss_range import html_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = (NARROW, WIDE) if os.environ.get("WIDE_TOO") == "1" else (NARROW,)


def test_every_page_is_for_everybody(live_server: LiveServer, browser: Browser) -> None:
    pages = html_pages(full_side("Provtext"))
    found: list[str] = []
    seen = 0
    by_person = sorted(pages, key=lambda one: one[0].email)
    with opened(browser, live_server.url, size=NARROW) as page:
        reader = None
        for person, address in by_person:
            if person != reader:
                page.context.clear_cookies()
                page.context.add_cookies(signed_in(live_server.url, person))  # type: ignore[arg-type]
                reader = person
            faults = looked_at(page, f"{live_server.url}{address}")
            seen += faults is not None
            found += [f"{address}: {fault}" for fault in faults or ()]
    assert not found, "\n".join(found)
    assert seen > len(pages) * 0.8
    print(f"{seen} of {len(pages)} addresses are pages", flush=True)


def looked_at(page: Page, address: str) -> list[str] | None:
    """What is wrong with the page; None when the address gives a file instead."""
    before = len(complaints(page))
    try:
        answer = page.goto(address)
    except Error as problem:
        if "Download is starting" in str(problem):
            return None
        raise
    if answer is None or "html" not in answer.headers.get("content-type", ""):
        return None
    found = [] if answer.status == 200 else [f"answers {answer.status}"]
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        found += axe(page)
        found += [f"{overflow(page)} pixels too wide at {size[0]}"] if overflow(page) else []
    return found + complaints(page)[before:]
