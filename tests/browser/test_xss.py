"""Residents' text never runs: the corpus in every stored text, in a real browser (F15).

Here every field takes all payloads that fit in it at once. With XSS_HELD=n each takes at most n
at a time, turn by turn until every field has had every payload: python -m tests.xss.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import cast

import pikepdf
import pytest
from django.conf import settings
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.test import override_settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.architecture.house import modules
from tests.browser.range_rows import Infection, hostile_side, payloads
from tests.browser.xss_range import Tally, api_answers, html_pages, leaf_through, shooting, walk
from tests.factories.inbox import arrive
from tests.factories.network import make_event
from tests.web.matrix.world import Side

from torg.channels.models import Channel
from torg.kernel.blobs import BlobStore
from torg.kernel.scope import scope
from torg.moderation.actions import report
from torg.moderation.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HELD = int(os.environ.get("XSS_HELD", "0"))
# A checkpoint's number and sum; nobody wrote a word of it.
CHECKPOINT_MAIL = "src/torg/adapters/witnesses/mail.py"
# Every table that leaves the house is written here; tests/unit/kernel/test_spreadsheets.py sends
# the corpus through it, tests/unit/channels/test_open_data.py through the register's feeds too.
LETTERS = {"src/torg/adapters/mail/letters.py", "src/torg/adapters/mail/smtp.py"}
TABLES = "src/torg/kernel/spreadsheets.py"
RUNS_IN_A_PDF = ("/JavaScript", "/JS", "/AA", "/OpenAction", "/Launch", "/SubmitForm", "/RichMedia")


@contextmanager
def only_reported() -> Iterator[None]:
    """The desk's policy stops nothing and reports everything: what would run runs, and what
    would be stopped is told, on one walk."""
    policy = settings.CONTENT_SECURITY_POLICY
    with override_settings(
        CONTENT_SECURITY_POLICY=None, CONTENT_SECURITY_POLICY_REPORT_ONLY=policy
    ):
        yield


def test_the_corpus_is_large_and_holds_nothing_twice() -> None:
    texts = payloads()
    assert len(set(texts)) == len(texts) >= 200


def test_no_stored_text_runs(live_server: LiveServer, browser: Browser) -> None:
    side = hostile_side()
    pages = html_pages(side)
    infection = Infection(side, most=HELD or len(payloads()), texts=payloads())
    infection.spread()
    tally = Tally()
    with (
        only_reported(),
        shooting(browser, live_server.url, tally, bypass=False) as gallery,
    ):
        walk(gallery, [*pages, *api_answers(side)], part=True)
    assert tally.clean, str(tally)
    print(tally, flush=True)
    tally = Tally()
    while HELD and infection.spread():
        with shooting(browser, live_server.url, tally, bypass=True) as gallery:
            leaf_through(gallery, pages)
        assert tally.clean, str(tally)
        print(infection, tally, flush=True)


def test_a_page_that_does_not_escape_is_seen(
    live_server: LiveServer, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The range's own proof: without escaping the canary runs, and the policy reports."""
    side = hostile_side()
    pages = [one for one in html_pages(side) if one[1] == "/forvaltningar/"]
    env = cast(Jinja2, engines["jinja2"]).env
    monkeypatch.setattr(env, "autoescape", False)
    monkeypatch.setattr(env, "cache", {})
    tally = Tally()
    with only_reported(), shooting(browser, live_server.url, tally, bypass=False) as gallery:
        walk(gallery, pages, part=False)
    assert all((tally.runs, tally.reports, tally.aliens)), str(tally)
    tally = Tally()
    with shooting(browser, live_server.url, tally, bypass=False) as gallery:
        walk(gallery, pages, part=False)
    assert (bool(tally.runs), bool(tally.reports)) == (False, True), str(tally)


def test_sealed_evidence_runs_nowhere(live_server: LiveServer, browser: Browser) -> None:
    case = case_about(hostile_side(), " ".join(payloads()))
    blobs = BlobStore(settings.BLOBS)
    tally = Tally()
    with shooting(browser, live_server.url, tally, bypass=True) as gallery:
        gallery.show(blobs.get(case.evidence.card_digest).decode(), "card")
    assert tally.clean, str(tally)
    assert inside(blobs.get(case.evidence.file_digest)) == set()
    assert json.loads(blobs.get(case.evidence.digest))


def case_about(side: Side, text: str) -> Case:
    """A case whose evidence holds the whole text."""
    channel = cast(Channel, side.get("channels.channel"))
    with scope(side.municipality.pk):
        message = arrive(channel, make_event("c-f15", text=text))
        return report(
            message=message, context=text[:500], by=side.people["moderator"], now=side.now
        )


def inside(content: bytes) -> set[str]:
    """What a reader of PDF might run or fetch."""
    with pikepdf.open(BytesIO(content)) as pdf:
        dictionaries = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        found = {str(key) for one in dictionaries for key in one if key in RUNS_IN_A_PDF}
        uris = [str(one["/URI"]) for one in dictionaries if "/URI" in one]
    return found | {uri for uri in uris if not uri.startswith(("https://", "http://"))}


def test_no_other_rendering_is_left_out() -> None:
    """Letters are plain text, which their own test sends the corpus through; tables are
    written in one place."""
    words = (
        "send_mail",
        "EmailMessage",
        "EmailMultiAlternatives",
        "csv.writer",
        "syndication",
    )
    found = {one.name for one in modules() if any(word in one.text for word in words)}
    assert found == {CHECKPOINT_MAIL, *LETTERS, TABLES}
