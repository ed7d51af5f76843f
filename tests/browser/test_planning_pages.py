"""Min dag, planning, delivery and channels in a real browser: accessible, quiet, within width."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.desk_browser import (
    NARROW,
    axe,
    complaints,
    faulty,
    needs_scripts,
    opened,
    overflow,
    signed_in,
)
from tests.factories.inbox import Desk, make_desk
from tests.factories.moderation import message_of, reported
from tests.factories.network import wire_talking
from tests.factories.people import make_user
from tests.factories.planning import make_image
from tests.factories.week import Week, break_connection, residents_write

from torg.delivery.models import Act, Worker
from torg.inbox.models import WatchRound
from torg.kernel.scope import scope
from torg.people.models import User
from torg.planning.models import Post, PostImage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = {"writer": "Haddad", "colleague": "Lindqvist", "lead": "Bergström", "centre": "Nyman"}


@pytest.fixture(autouse=True)
def working_hour(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tuesday 8 September 2026, ten in the morning, whatever day the tests run."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def desk(now: datetime) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("malmo")
    with scope(made.municipality.pk):
        made.municipality.name = "Malmö stad"
        made.municipality.save()
        for part, family in NAMES.items():
            person: User = getattr(made, part)
            person.family_name = family
            person.save()
        made.department.name = "Kommunikationsavdelningen"
        made.department.save()
        made.channel.name = "Kommunens Facebooksida"
        made.channel.save()
        Worker.objects.create(host="prov", pid=1, started_at=now, beat_at=now + timedelta(days=1))
        yield made


@pytest.fixture
def week(desk: Desk, now: datetime) -> Week:
    residents_write(desk, now)
    made = Week(desk, now)
    image = make_image(desk.department, desk.writer, now)
    PostImage.objects.create(post=made.draft, item=image, position=0)
    break_connection(made.library, now)
    insult = message_of(desk, "Åk hem allihop, ni förstör stan!", at=now - timedelta(hours=2))
    reported(desk, message=insult, now=now - timedelta(hours=1))
    return made


def pages(week: Week) -> dict[str, tuple[User, str]]:
    """Name -> who looks, and at what."""
    writer, lead = week.desk.writer, week.desk.lead
    unclear = Act.objects.get(variant__post=week.unknown)

    def post(one: Post, name: str = "show_post") -> str:
        return reverse(f"planning:{name}", args=[one.pk])

    def channel(name: str) -> str:
        return reverse(f"channels:{name}", args=[week.library.pk])

    return {
        "day": (writer, "/"),
        "day-lead": (lead, "/"),
        "status": (lead, reverse("desk:show_status")),
        "calendar": (writer, reverse("planning:show_calendar")),
        "calendar-list": (writer, reverse("planning:list_posts")),
        "post-new": (writer, f"/planering/nytt/?dag=2026-09-15&kanal={week.main.pk}"),
        "post-edit": (writer, post(week.draft, "edit_post")),
        "post-draft": (writer, post(week.draft)),
        "post-read": (lead, post(week.submitted)),
        "post-returned": (writer, post(week.returned)),
        "post-out": (writer, post(week.live)),
        "post-refused": (lead, post(week.refused)),
        "post-unclear": (lead, post(week.unknown)),
        "acts": (lead, reverse("delivery:list_acts")),
        "act": (lead, reverse("delivery:show_act", args=[unclear.pk])),
        "hold": (lead, reverse("delivery:place_hold")),
        "channels": (lead, reverse("channels:list_channels")),
        "channel": (lead, channel("show_channel")),
        "channel-connect": (lead, channel("connect")),
        "applications": (lead, reverse("channels:list_applications")),
        "application-new": (lead, reverse("channels:start_application")),
    }


def test_every_page_is_accessible(browser: Browser, live_server: LiveServer, week: Week) -> None:
    assert faulty(browser, live_server.url, pages(week)) == {}


EMPTY = ("/", "/status/", "/planering/", "/planering/lista/", "/utskick/", "/kanalregister/")


def test_an_empty_desk_is_accessible_too(
    browser: Browser, live_server: LiveServer, desk: Desk
) -> None:
    boss = make_user(role="administrator", municipality=desk.municipality)
    for person in (desk.writer, boss):
        cookies = signed_in(live_server.url, person)
        with opened(browser, "about:blank", size=NARROW, cookies=cookies) as page:
            for path in EMPTY:
                if path == "/planering/" and person == boss:
                    continue
                page.goto(live_server.url + path)
                assert [*axe(page), *complaints(page)] == [], path
                assert overflow(page) == 0, path


@needs_scripts
def test_the_rules_answer_while_one_writes(
    browser: Browser, live_server: LiveServer, week: Week
) -> None:
    writer, path = pages(week)["post-new"]
    cookies = signed_in(live_server.url, writer)
    with opened(browser, live_server.url + path, cookies=cookies) as page:
        side = page.locator("#findings")
        expect(side).to_contain_text("Välj en kanal")
        page.get_by_role("textbox", name="Text", exact=True).type("Badhuset öppnar på lördag.")
        expect(side).to_contain_text("Badhuset öppnar på lördag.")
        expect(side).to_contain_text("26")
        page.get_by_text("Inlägget delar någon annans eller").click()
        page.get_by_label("Delas från").fill("https://facebook.example/annans")
        expect(side).to_contain_text("M1-34")
        page.get_by_role("checkbox", name="Trafikläget (X)").check()
        expect(side.get_by_role("article")).to_have_count(2)
        assert axe(page) == []
        assert complaints(page) == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_post_is_written_from_a_free_day_and_left_to_a_colleague(
    browser: Browser, live_server: LiveServer, week: Week, script: bool
) -> None:
    address = f"{live_server.url}/planering/?kanal={week.main.pk}"
    cookies = signed_in(live_server.url, week.desk.writer)
    with opened(browser, address, script=script, cookies=cookies) as page:
        # By keyboard: the link in an empty day shows when it has focus.
        day = page.get_by_role("link", name="Nytt inlägg tisdag 15\N{NO-BREAK SPACE}september")
        day.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Nytt inlägg")
        expect(page.get_by_label("Går ut")).to_have_value("2026-09-15T09:00")
        page.get_by_label("Text", exact=True).fill(
            "Simskolan börjar. Läs mer på https://kommun.example/simskola"
        )
        page.get_by_label("Arbetsrubrik").fill("Simskolan börjar")
        page.get_by_label("Varför angår det invånarna?").fill("Berör barnfamiljer.")
        page.get_by_role("button", name="Spara").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Simskolan börjar")
        page.get_by_role("button", name="Lämna till granskning").click()
        page.wait_for_load_state()
        if page.get_by_role("alert").count():
            page.get_by_role("link", name="Ändra").click()
            page.get_by_label("Motiv", exact=False).fill("Avstämt med simhallen.")
            page.get_by_role("button", name="Spara").click()
            page.get_by_role("button", name="Lämna till granskning").click()
        expect(page.get_by_text("Inlägget väntar nu på en kollega.")).to_be_visible()
        assert complaints(page) == []


def test_a_round_takes_one_click_without_scripts(
    browser: Browser, live_server: LiveServer, now: datetime
) -> None:
    wire_talking()
    desk = make_desk("vallentuna")
    with (
        scope(desk.municipality.pk),
        opened(
            browser,
            f"{live_server.url}/",
            script=False,
            cookies=signed_in(live_server.url, desk.writer),
        ) as page,
    ):
        page.get_by_role("button", name=f"Rond gjord på {desk.channel.name}").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Min dag")
        expect(page.get_by_text("1 av 3 gjorda")).to_be_visible()
        assert WatchRound.objects.get().user == desk.writer
