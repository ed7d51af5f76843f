"""The inbox in a real browser: accessible, quiet, within the width, and usable without scripts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.desk_browser import (
    faulty,
    opened,
    signed_in,
)
from tests.factories.inbox import Desk, arrive, make_desk, words
from tests.factories.network import make_event, wire_talking
from tests.factories.people import make_department

from torg.delivery.actions import enqueue
from torg.delivery.models import Publication
from torg.inbox import actions
from torg.inbox.models import Template, Thread
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ports.network import ActKind, Author, EventKind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAID = (
    (
        "Anna Karlsson",
        "Hej! När öppnar badhuset på helgdagar? Sidan säger en sak, skylten en annan.",
    ),
    ("Erik Holm", "Vilken fin lekplats, tack till alla som byggde den!"),
    ("kattmamman87", "Det är bedrövligt att gatlampan på Storgatan varit släckt i tre veckor."),
    ("Fatima Noor", "Ni borde ha fler bänkar längs ån, det är långt mellan dem för oss äldre."),
    ("Lars Öberg", "…"),
)
FACT = "På invigningen är det fri entré."


@pytest.fixture
def desk() -> Iterator[Desk]:
    wire_talking()
    made = make_desk("vallentuna")
    with scope(made.municipality.pk):
        furnish(made, timezone.now())
        yield made


def furnish(desk: Desk, now: datetime) -> None:
    """A morning's mail under a post of ours."""
    channel = desk.channel
    channel.name = "Kommunens Facebooksida"
    channel.save()
    act = enqueue(
        channel=channel,
        kind=ActKind.PUBLISH,
        payload={"text": "Nu öppnar det nya badhuset. Välkommen på invigning lördag klockan 11!"},
        origin=Ref("test", "inlägg"),
        by=None,
        now=now,
        key_facts=[FACT],
    )
    Publication.objects.create(
        municipality=desk.municipality,
        act=act,
        channel=channel,
        network_id="post-1",
        url="http://127.0.0.1:9/post-1",
        published_at=now - timedelta(hours=8),
    )
    for number, (name, text) in enumerate(SAID):
        author = Author(f"p{number}", f"@{name.split()[0].lower()}", name)
        arrive(
            channel,
            make_event(
                f"c{number}", text=text, author=author, at=now - timedelta(hours=7 - number)
            ),
        )
    anna = Author("p0", "@anna", "Anna Karlsson")
    arrive(
        channel,
        make_event(
            "old", root="post-0", author=anna, text="Är parkeringen gratis?",
            at=now - timedelta(days=40),
        ),
    )  # fmt: skip
    arrive(channel, make_event("d1", kind=EventKind.MESSAGE, root="talk", at=now))
    claimed = Thread.objects.get(person__author_id="p1")
    actions.claim(thread=claimed, by=desk.colleague, now=now)
    Template.objects.create(
        municipality=desk.municipality, title="Öppettider", body="Tiderna finns på {länk}."
    )
    make_department(municipality=desk.municipality, name="Tekniska förvaltningen")


def waiting() -> Thread:
    """Kattmamman's thread, with a reply that a colleague is to read."""
    return Thread.objects.get(person__author_id="p2")


def pages() -> dict[str, str]:
    anna = Thread.objects.get(person__author_id="p0", root_id="post-1")
    return {
        "queue": reverse("inbox:list_threads"),
        "thread": reverse("inbox:show_thread", args=[anna.pk]),
        "thread-reading": reverse("inbox:show_thread", args=[waiting().pk]),
        "forward": reverse("inbox:forward", args=[anna.pk]),
        "refer": reverse("inbox:refer", args=[anna.pk]),
        "close": reverse("inbox:close", args=[anna.pk]),
        "repost": reverse("inbox:repost", args=[anna.latest_id]),
        "post": reverse("inbox:show_post", args=[anna.publication_id]),
        "rounds": reverse("inbox:list_rounds"),
    }


def test_every_page_is_accessible(browser: Browser, live_server: LiveServer, desk: Desk) -> None:
    actions.request_second_reader(
        thread=waiting(),
        words=words(waiting(), "Vi beklagar.\n\nHälsningar Sara, kommunikatör"),
        by=desk.colleague,
        now=timezone.now(),
    )
    looked = {name: (desk.writer, path) for name, path in pages().items()}
    assert faulty(browser, live_server.url, looked, "inbox-") == {}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_answer_goes_out_with_and_without_javascript(
    browser: Browser, live_server: LiveServer, desk: Desk, script: bool
) -> None:
    cookies = signed_in(live_server.url, desk.writer)
    address = live_server.url + pages()["thread"]
    with opened(browser, address, script=script, cookies=cookies) as page:
        expect(page.get_by_text("Så räknade vi")).to_be_visible()
        editor = page.get_by_role("textbox", name="Svar", exact=True)
        assert "Hälsningar Omar, kommunikatör" in editor.input_value()
        editor.fill("Klockan elva. ")
        page.get_by_role("button", name="Infoga").click()
        # At the cursor; without scripts last, since the closing is gone.
        expect(editor).to_have_value(f"Klockan elva.{' ' if script else chr(10) * 2}{FACT}")
        editor.fill("Klockan elva.")
        if script:
            expect(page.locator("#rad").get_by_text("V-61")).to_be_visible()
        page.get_by_role("button", name="Skicka svar").click()
        expect(page.get_by_role("alert")).to_contain_text("V-61")
        editor = page.get_by_role("textbox", name="Svar", exact=True)
        expect(editor).to_have_value("Klockan elva.")
        editor.fill("Klockan elva.\n\nHälsningar Omar, kommunikatör")
        page.get_by_role("button", name="Skicka svar").click()
        expect(page.get_by_text("Svaret är på väg.")).to_be_visible()
