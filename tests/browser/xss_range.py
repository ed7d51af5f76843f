"""Chromium with a canary: what runs, what the policy reports, what reaches out, what got in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Request
from tests.browser.desk_browser import signed_in
from tests.web.matrix.rows import Row, rows, values
from tests.web.matrix.world import Side

from torg.kernel.scope import scope
from torg.people.actions import issue_token
from torg.people.models import User

API = "/api/"
OPEN = {"http", "https"}
# Reported by the browser itself wherever a policy forbade something.
REPORTER = """addEventListener("securitypolicyviolation", event => torg_report(
  `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`), true)"""
# A page of ours has no such thing: whatever is found here came out of a stored text.
AUDIT = """() => {
  const found = [], good = ["http:", "https:", "data:"];
  const links = ["href", "src", "action", "formaction", "poster", "xlink:href", "ping"];
  for (const one of document.querySelectorAll("*")) {
    for (const {name, value} of one.attributes) {
      if (name.startsWith("on") || name.includes("hx-on")) found.push(`${one.localName} ${name}`);
      if (links.includes(name) && !good.includes(new URL(value, "http://desk/").protocol))
        found.push(`${one.localName} ${name}=${value}`);
      if (name.startsWith("hx-") && value.includes("torg_xss")) found.push(`${name}=${value}`);
    }
    for (const event of ["mouseover", "pointerenter", "focus", "toggle", "wheel", "error"])
      if (one.hasAttribute("on" + event)) one.dispatchEvent(new Event(event));
  }
  const alien = "script:not([src^='/static/']):not([src*='/static/']), style, iframe, frame, " +
    "object, embed, base, marquee, math, foreignObject, animate, set, [id='torg-xss'], " +
    "meta[http-equiv], area, xmp, plaintext, video, audio, keygen, template, picture";
  for (const one of document.querySelectorAll(alien)) found.push(one.outerHTML.slice(0, 120));
  return found;
}"""
# Puts the page's own answer into itself as htmx does with every part of a page.
SWAP = """() => htmx.ajax("GET", location.pathname + location.search,
                          {target: "body", swap: "innerHTML"})"""


@dataclass
class Tally:
    """What happened: every list must stay empty but `visited`."""

    visited: int = 0
    runs: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    aliens: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Nothing ran, was reported, reached out, got in or failed."""
        return not (self.runs or self.reports or self.outside or self.aliens or self.broken)

    def __str__(self) -> str:
        told = [
            f"{self.visited} pages, {len(self.runs)} executions, {len(self.reports)} CSP reports",
            f"{len(self.outside)} calls outside, {len(self.aliens)} alien elements",
            f"{len(self.broken)} failed",
        ]
        found: list[str] = []
        for name in ("runs", "reports", "outside", "aliens", "broken"):
            found += [f"\n  {name}: {one}" for one in getattr(self, name)[:20]]
        return ", ".join(told) + "".join(found)


def html_pages(side: Side) -> list[tuple[User, str]]:
    """Whoever may open it, and the address, for every page that the matrix lists."""
    found = [(row, sorted(row.through["GET"] - {"anonymous"})) for row in rows() if _page(row)]
    by_use = sorted(side.people, key=lambda role: -sum(role in roles for _, roles in found))
    return [
        (side.people[next(role for role in by_use if role in roles)], _address(row, side))
        for row, roles in sorted(found, key=lambda one: one[0].name)
        if roles
    ]


def api_answers(side: Side) -> list[tuple[User, str]]:
    """The addresses of the API that answer to GET, for somebody who has a key."""
    names = ("api:list_", "api:get_")
    found = [row for row in rows() if row.name.startswith(names)]
    return [(side.people["account_lead"], row.address(side)) for row in found]


def _page(row: Row) -> bool:
    return "GET" in row.through and not row.off and not row.special


def _address(row: Row, side: Side) -> str:
    query = "&".join(f"{name}={value}" for name, value in values(row.query, side).items())
    return row.address(side) + (f"?{query}" if query else "")


class Range:
    """One browser context with its tally. bypass: as if there were no content policy."""

    def __init__(self, context: BrowserContext, home: str, tally: Tally) -> None:
        self._home = home
        self._context = context
        self._user: User | None = None
        self._keys: dict[str, str] = {}
        self._clients: dict[str, Client] = {}
        self.tally = tally
        context.expose_binding("torg_xss", self._ran)
        context.expose_binding("torg_report", self._reported)
        context.add_init_script(REPORTER)
        # Listened to, not intercepted: interception would switch the browser's cache off.
        context.on("request", self._asked)
        self.page = context.new_page()
        self.page.on("dialog", self._asked_aloud)

    def visit(self, user: User, address: str, *, part: bool) -> None:
        """Open the page, audit it, and let htmx put it into itself."""
        if user != self._user:
            self._context.clear_cookies()
            self._context.add_cookies(signed_in(self._home, user))  # type: ignore[arg-type]
            self._user = user
        self.tally.visited += 1
        key = self._key(user) if address.startswith(API) else ""
        self.page.set_extra_http_headers({"Authorization": f"Bearer {key}"} if key else {})
        try:
            answer = self.page.goto(f"{self._home}{address}", wait_until="load")
        except Error as problem:
            if "Download is starting" not in str(problem):
                self.tally.broken.append(f"{address}: {problem.message[:200]}")
            return
        if answer is None or answer.status != 200:
            self.tally.broken.append(f"{address}: {answer and answer.status}")
            return
        if "html" in answer.headers.get("content-type", ""):
            self._judge(address)
            if part:
                self.page.evaluate(SWAP)
                self._judge(address)
        elif answer.headers.get("x-content-type-options") != "nosniff":
            self.tally.broken.append(f"{address}: may be sniffed")

    def leaf(self, user: User, address: str) -> None:
        """The page's markup alone, without our own scripts and styles: many in a short time."""
        client = self._clients.get(user.email)
        if client is None:
            client = self._clients[user.email] = Client()
            client.force_login(user)
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            self.tally.broken.append(f"{address}: {answer.status_code}")
        elif "html" in answer.headers["Content-Type"]:
            self.show(answer.getvalue().decode(), address)

    def _key(self, user: User) -> str:
        if user.email not in self._keys:
            with scope(user.municipality_id):
                _, secret = issue_token(name="F15", days=1, by=user, now=timezone.now())
            self._keys[user.email] = secret
        return self._keys[user.email]

    def show(self, html: str, name: str) -> None:
        """Markup as it would be opened from a disk; a sealed file has a style of its own."""
        self.page.set_content(html, wait_until="load")
        self.tally.visited += 1
        found = self.page.evaluate(AUDIT)
        self.tally.aliens += [f"{name}: {one}" for one in found if not one.startswith("<style>")]

    def _judge(self, address: str) -> None:
        self.tally.aliens += [f"{address}: {one}" for one in self.page.evaluate(AUDIT)]

    def _ran(self, source: object, *_: object) -> None:
        self.tally.runs.append(self.page.url)

    def _asked_aloud(self, dialog: Dialog) -> None:
        self.tally.runs.append(f"{self.page.url} {dialog.message}")
        dialog.dismiss()

    def _reported(self, source: object, told: str) -> None:
        self.tally.reports.append(f"{self.page.url} {told}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme in OPEN and not request.url.startswith(self._home):
            self.tally.outside.append(request.url[:200])


@contextmanager
def shooting(browser: Browser, home: str, tally: Tally, *, bypass: bool) -> Iterator[Range]:
    """A range for the block, with or without the content policy."""
    context = browser.new_context(bypass_csp=bypass, locale="sv-SE", accept_downloads=True)
    try:
        yield Range(context, home, tally)
    finally:
        context.close()


def leaf_through(gallery: Range, pages: Sequence[tuple[User, str]]) -> None:
    """The markup of every page."""
    for user, address in pages:
        gallery.leaf(user, address)


def walk(gallery: Range, pages: Sequence[tuple[User, str]], *, part: bool) -> None:
    """Every page, those of one person after another."""
    for user, address in sorted(pages, key=lambda one: one[0].email):
        gallery.visit(user, address, part=part)
