"""What every browser test shares: a Chromium, a page, axe, and screenshots for the docs."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from torg.people.models import User

# The page fixtures run inside Playwright's loop; the ORM calls of tests are on the same thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

SHELL, WHOLE = Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")
CHROMIUM = Path(os.environ.get("TORG_CHROMIUM") or (SHELL if SHELL.exists() else WHOLE))
HERE = Path(__file__).parent
AXE = HERE / "vendor" / "axe.min.js"
IMAGES = HERE.parents[1] / "docs" / "images"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
PLACES = ["target-size", "scrollable-region-focusable", "region", "aria-hidden-focus"]
WIDE = (1280, 800)
NARROW = (390, 844)
# NO_SCRIPTS=1 goes the rooms' ways without JavaScript; axe, which is a script, then says nothing.
SCRIPTS = os.environ.get("NO_SCRIPTS") != "1"
needs_scripts = pytest.mark.skipif(not SCRIPTS, reason="shows what only scripts do")
LOOKS = ((WIDE, "light", ()), (NARROW, "light", PLACES), (WIDE, "dark", COLOURS))


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a window, or the whole of it; no browser is downloaded."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Browser,
    address: str,
    *,
    size: tuple[int, int] = WIDE,
    scheme: str = "light",
    script: bool = SCRIPTS,
    cookies: list[dict[str, Any]] | None = None,
) -> Iterator[Page]:
    """A page of its own context. `page.complaints` is what the browser's console objected to."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        reduced_motion="reduce",
    )
    if cookies:
        context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.complaints = complaints  # type: ignore[attr-defined]
    try:
        page.goto(address)
        yield page
    finally:
        context.close()


def signed_in(address: str, user: User) -> list[dict[str, Any]]:
    """Cookies for `opened(cookies=...)` of somebody who has signed in at the address."""
    client = Client()
    client.force_login(user)
    return [
        {"name": settings.SESSION_COOKIE_NAME, "url": address,
         "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    ]  # fmt: skip


def complaints(page: Page) -> list[str]:
    """Console errors and warnings so far: a refused script or style shows up here."""
    return list(getattr(page, "complaints", []))


def axe(page: Page, within: str = "", rules: Sequence[str] = ()) -> list[str]:
    """axe-core's violations of WCAG 2.2 A and AA and its best practice, one line each.

    within: a CSS selector that limits the check to a part. rules: only these. Evaluated by the
    debugger, so the page's content security policy stays as it is.
    """
    if not SCRIPTS:
        return []
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    where = json.dumps(within) if within else "document"
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    options = json.dumps({"runOnly": only})
    found = page.evaluate(f"async () => (await axe.run({where}, {options})).violations")
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def faults(page: Page, picture: str = "") -> list[str]:
    """What is wrong with an opened page, wide and narrow, light and dark; one line each.

    Darkness changes nothing but colours and narrowness nothing but places, so that only the
    rules about these are asked again; test_every_page.py asks a phone's width everything.
    picture: the name of its screenshots.
    """
    found = []
    for size, scheme, rules in LOOKS:
        name = "wide" if size == WIDE else "narrow"
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if scheme == "dark":
            page.emulate_media(color_scheme="dark")
            page.reload()  # Chromium keeps some colours of the other scheme until then
        found += [f"{name} {scheme}: {fault}" for fault in axe(page, rules=rules)]
        if scheme == "light" and picture:
            shot(page, picture if size == WIDE else f"{picture}-narrow")
        if overflow(page):
            found.append(f"{name}: {overflow(page)} pixels too wide")
    return found + complaints(page)


def faulty(
    browser: Browser, home: str, pages: Mapping[str, tuple[User | None, str]], prefix: str = ""
) -> dict[str, list[str]]:
    """The faults of each page that has any. pages: who looks, None before the sign-in, and the
    path, by a name that with the prefix is the pictures' too.

    One context for each person, whose style sheets and scripts are then fetched once.
    """
    wrong = {}
    for person in dict.fromkeys(person for person, _ in pages.values()):
        cookies = signed_in(home, person) if person else []
        with opened(browser, "about:blank", cookies=cookies) as page:
            for name, (who, path) in pages.items():
                if who == person:
                    page.complaints.clear()  # type: ignore[attr-defined]
                    page.emulate_media(color_scheme="light")
                    page.goto(home + path)
                    if found := faults(page, prefix + name):
                        wrong[name] = found
    return wrong


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 when nothing sticks out."""
    if not SCRIPTS:
        return 0
    page.wait_for_load_state()
    wide: int = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return max(wide, 0)


def shot(page: Page, name: str, *, full: bool = True) -> Path:
    """Write docs/images/<name>.png, but only when TORG_SHOTS=1: tests leave the tree alone."""
    target = IMAGES / f"{name}.png"
    if os.environ.get("TORG_SHOTS") == "1":
        IMAGES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(target), full_page=full)
    return target
