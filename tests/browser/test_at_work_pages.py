"""Two at one desk, a change of mind, an ended sign-in, a lost network: in a real browser."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.browser.desk_browser import axe, complaints, opened, shot, signed_in
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.moderation import decision, moderator_of, rendering, reported
from tests.factories.network import ANNA, make_event, wire_talking
from tests.factories.planning import content

from torg.delivery.models import Act
from torg.inbox.models import Thread
from torg.kernel.scope import scope
from torg.moderation import actions as moderation
from torg.people.models import Draft, SavedFilter, User
from torg.planning import actions as planning
from torg.planning.models import Post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Klockan tio på lördag.\n\nHälsningar Omar, kommunikatör"


@pytest.fixture
def desk() -> Iterator[Desk]:
    wire_talking()
    made = make_desk("vallentuna")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def thread(desk: Desk) -> Thread:
    at = timezone.now() - timedelta(minutes=20)
    return arrive(
        desk.channel, make_event("c1", author=ANNA, text="När öppnar badet?", at=at)
    ).thread


@pytest.fixture
def address(live_server: LiveServer, thread: Thread) -> str:
    return live_server.url + reverse("inbox:show_thread", args=[thread.pk])


def editor(page: Page) -> str:
    return page.get_by_role("textbox", name="Svar", exact=True).input_value()


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Svar", exact=True).fill(text)


def send(page: Page, button: str = "Skicka svar") -> None:
    page.get_by_role("button", name=button).click()


def come_back(page: Page) -> None:
    """The tab is looked at again, which asks who else is here without waiting for the next turn."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def look_until(page: Page, says: Callable[[str], bool]) -> None:
    """Look again until the page tells it: one's word and the other's look race each other."""
    there = page.locator("[data-presence]")
    for _ in range(60):
        if says(there.inner_text()):
            return
        come_back(page)
        page.wait_for_timeout(500)
    raise AssertionError(there.inner_text())


def cookies(live_server: LiveServer, user: User) -> list[dict[str, object]]:
    return signed_in(live_server.url, user)


def test_each_sees_the_other_look_and_write(
    browser: Browser, live_server: LiveServer, desk: Desk, address: str
) -> None:
    with (
        opened(browser, address, cookies=cookies(live_server, desk.writer)) as mine,
        opened(browser, address, cookies=cookies(live_server, desk.colleague)) as theirs,
    ):
        there = theirs.locator("[data-presence]")
        look_until(theirs, lambda told: f"{desk.writer.full_name} läser" in told)
        write(mine, "Hej")
        look_until(theirs, lambda told: "skriver svar" in told)
        theirs.mouse.wheel(0, 600)
        expect(there).to_be_in_viewport()
        shot(theirs, "at-work-presence", full=False)
        mine.goto("about:blank")
        look_until(theirs, lambda told: desk.writer.full_name not in told)
        assert complaints(theirs) == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_send_notices_what_is_new_and_is_taken_back_in_time(
    browser: Browser, live_server: LiveServer, desk: Desk, address: str, script: bool
) -> None:
    signed = cookies(live_server, desk.writer)
    with opened(browser, address, script=script, cookies=signed) as page:
        write(page, TEXT)
        news = make_event("c2", root="post-1", author=ANNA, text="Glöm det, jag såg skylten nu.")
        arrive(desk.channel, news, now=timezone.now())
        send(page)
        expect(page.get_by_text("Nytt sedan du började skriva")).to_be_visible()
        expect(page.locator(".i-news")).to_contain_text("jag såg skylten")
        assert editor(page) == TEXT
        assert not Act.objects.exists()
        if script:
            shot(page, "at-work-newer")
        send(page, "Skicka ändå")
        waits = page.locator(".t-toast--undo")
        expect(waits).to_contain_text("Svaret är på väg")
        expect(waits).to_contain_text("Skickas om")
        if script:
            assert axe(page, ".t-toasts") == []
            shot(page, "at-work-undo", full=False)
        send(page, "Ångra")
        expect(page.get_by_text("Ångrat. Inget har skickats")).to_be_visible()
        assert editor(page) == TEXT
        assert Act.objects.get().state == "cancelled"


def test_a_press_that_has_begun_hits_what_it_aimed_at(
    browser: Browser, live_server: LiveServer, desk: Desk, address: str
) -> None:
    """Leaving the text has it judged, and the judgement comes while the button is held down."""
    with opened(browser, address, cookies=cookies(live_server, desk.writer)) as page:
        write(page, TEXT)
        button = page.get_by_role("button", name="Skicka svar", exact=True)
        button.scroll_into_view_if_needed()
        aimed = button.bounding_box()
        assert aimed
        page.mouse.move(aimed["x"] + 20, aimed["y"] + 10)
        with page.expect_response(re.compile("/rad/")):
            page.mouse.down()
        page.wait_for_timeout(200)
        assert button.bounding_box() == aimed
        page.mouse.up()
        expect(page.get_by_text("Svaret är på väg").first).to_be_visible()
        assert Act.objects.count() == 1


def test_a_judgement_waits_for_no_press_that_is_over(
    browser: Browser, live_server: LiveServer, desk: Desk, address: str
) -> None:
    """A press that the page never hears the end of holds nothing up for long."""
    with opened(browser, address, cookies=cookies(live_server, desk.writer)) as page:
        write(page, TEXT)
        page.evaluate("document.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}))")
        page.get_by_role("textbox", name="Svar", exact=True).blur()
        expect(page.locator("#rad")).to_contain_text("Reglerna har inget att invända")


def test_who_undoes_too_late_is_told_so(
    browser: Browser, live_server: LiveServer, desk: Desk, address: str
) -> None:
    with opened(browser, address, cookies=cookies(live_server, desk.writer)) as page:
        write(page, TEXT)
        send(page)
        expect(page.get_by_text("Svaret är på väg.")).to_be_visible()
        Act.objects.update(state="sending")
        send(page, "Ångra")
        expect(page.get_by_role("alert")).to_contain_text("går inte att ångra")
        assert Act.objects.get().state == "sending"


def test_a_removal_is_taken_back(browser: Browser, live_server: LiveServer, desk: Desk) -> None:
    moderator = moderator_of(desk)
    with rendering():
        case = reported(desk, now=timezone.now())
        moderation.decide(
            case=case,
            decision=decision(desk),
            by=moderator,
            now=timezone.now(),
            undo=moderator.undo_span,
        )
        address = live_server.url + reverse("desk:show_day")
        with opened(browser, address, cookies=cookies(live_server, moderator)) as page:
            expect(page.locator(".t-toast--undo")).to_contain_text("Beslutet är sparat")
            send(page, "Ångra")
            expect(page.get_by_text("Ångrat. Inget har skickats")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "sealed"
    assert {act.state for act in Act.objects.all()} == {"cancelled"}


def test_a_post_that_was_published_now_is_taken_back(
    browser: Browser, live_server: LiveServer
) -> None:
    wire_talking()
    desk, now = make_desk("stockholm"), timezone.now()
    tomorrow = (now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    with scope(desk.municipality.pk):
        post = planning.write_post(
            department=desk.department,
            content=content(desk.channel, planned_wall=tomorrow),
            by=desk.writer,
            now=now,
        )
        Post.objects.filter(pk=post.pk).update(
            state="approved",
            planned_at=now + timedelta(hours=1),
            planned_day=timezone.localdate(now),
        )
    address = live_server.url + reverse("planning:show_post", args=[post.pk])
    with opened(browser, address, cookies=cookies(live_server, desk.writer)) as page:
        send(page, "Publicera nu")
        expect(page.locator(".t-toast--undo")).to_contain_text("Inlägget är på väg ut.")
        assert axe(page) == []
        send(page, "Ångra")
        expect(page.get_by_text("väntar på sin tid igen")).to_be_visible()
        expect(page.get_by_role("button", name="Publicera nu")).to_be_visible()
    with scope(desk.municipality.pk):
        assert Act.objects.get().state == "cancelled"


def test_keys_work_outside_fields_and_can_be_switched_off(
    browser: Browser, live_server: LiveServer, desk: Desk, thread: Thread
) -> None:
    signed = cookies(live_server, desk.writer)
    with opened(browser, live_server.url + reverse("desk:show_day"), cookies=signed) as page:
        page.keyboard.press("?")
        keys = page.get_by_role("dialog", name="Kortkommandon")
        expect(keys).to_be_visible()
        assert axe(page, "dialog[open]") == []
        page.keyboard.press("Escape")
        expect(keys).to_be_hidden()
        page.keyboard.type("gi")
        page.wait_for_url("**" + reverse("inbox:list_threads"))
        page.keyboard.type("jo")
        page.wait_for_url(f"**{thread.pk}**")
        page.keyboard.press("r")
        page.keyboard.type("?gic")
        expect(page.get_by_role("textbox", name="Svar", exact=True)).to_have_value(
            re.compile(re.escape("?gic"))
        )
        expect(keys).to_be_hidden()
        page.goto(live_server.url + reverse("desk:set_preferences"))
        page.get_by_label("Kortkommandon på").uncheck()
        send(page, "Spara")
        page.keyboard.type("?")
        expect(keys).to_be_hidden()
        page.keyboard.type("gi")
        assert page.url.endswith(reverse("desk:set_preferences"))


def test_a_filter_is_saved_and_opens_the_list(
    browser: Browser, live_server: LiveServer, desk: Desk, thread: Thread
) -> None:
    inbox = live_server.url + reverse("inbox:list_threads")
    with opened(
        browser, f"{inbox}?sort=question", cookies=cookies(live_server, desk.writer)
    ) as page:
        page.get_by_role("link", name="Spara filtret").click()
        page.get_by_label("Namn").fill("Bara frågor")
        page.get_by_label("Öppna min lista med det här filtret").check()
        send(page, "Spara")
        expect(page.get_by_role("link", name="Bara frågor")).to_be_visible()
        page.goto(inbox)
        expect(page).to_have_url(re.compile("sort=question$"))
        expect(page.get_by_role("link", name="Bara frågor")).to_have_attribute(
            "aria-current", "true"
        )
        page.get_by_role("link", name="Hantera").click()
        assert axe(page) == []
        shot(page, "at-work-filters")
    assert SavedFilter.objects.get().query == "ko=nya&sort=question"


def test_what_is_typed_survives_a_lost_network_and_a_closed_tab(
    browser: Browser, live_server: LiveServer, desk: Desk, address: str
) -> None:
    signed = cookies(live_server, desk.writer)
    with opened(browser, address, cookies=signed) as page:
        page.context.set_offline(True)
        write(page, TEXT)
        send(page)
        expect(page.locator("[data-draft-state]")).to_contain_text("inget har skickats")
        assert editor(page) == TEXT
        shot(page, "at-work-offline")
        with page.expect_response("**/utkast/**"):
            page.context.set_offline(False)
        expect(page.locator("[data-draft-state]")).to_be_hidden()
    assert Draft.objects.get().fields["text"] == [TEXT]
    with opened(browser, address, script=False, cookies=signed) as page:
        expect(page.get_by_text("Återställt utkast från")).to_be_visible()
        assert editor(page) == TEXT
        send(page, "Kasta")
        expect(page.get_by_text("Återställt utkast från")).to_be_hidden()
        assert TEXT not in editor(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_what_is_typed_survives_an_ended_sign_in(
    browser: Browser,
    live_server: LiveServer,
    desk: Desk,
    address: str,
    settings: Settings,
    script: bool,
) -> None:
    settings.DEMO = True
    User.objects.filter(pk=desk.writer.pk).update(is_demo=True)
    signed = cookies(live_server, desk.writer)
    with opened(browser, address, script=script, cookies=signed) as page:
        Session.objects.all().delete()
        write(page, TEXT)
        if script:
            page.get_by_role("link", name="Logga in igen").click()
        else:
            send(page)
        page.get_by_role("button", name="Kommunikatör", exact=True).click()
        page.wait_for_url(address)
        expect(page.get_by_text("Återställt utkast från")).to_be_visible()
        assert editor(page) == TEXT
    assert not Act.objects.exists()


def test_what_is_typed_into_any_form_survives_too(
    browser: Browser, live_server: LiveServer, desk: Desk, thread: Thread, settings: Settings
) -> None:
    """The dialog that shares a question on keeps no draft on the server: the browser does."""
    settings.DEMO = True
    User.objects.filter(pk=desk.writer.pk).update(is_demo=True)
    message = thread.messages.get()
    share = live_server.url + reverse("inbox:repost", args=[message.pk])
    with opened(browser, share, cookies=cookies(live_server, desk.writer)) as first:
        first.get_by_label("Motiv").fill("Många undrar")
        first.get_by_label("Källan är kontrollerad").check()
        page = first.context.new_page()
        first.close()
        page.goto(share)
        motive = page.get_by_label("Motiv")
        expect(page.get_by_text("Återställt utkast från")).to_be_visible()
        expect(motive).to_have_value("Många undrar")
        expect(page.get_by_label("Källan är kontrollerad")).to_be_checked()
        page.context.set_offline(True)
        send(page, "Dela vidare")
        expect(page.get_by_text("inget har skickats")).to_be_visible()
        page.context.set_offline(False)
        Session.objects.all().delete()
        send(page, "Dela vidare")
        page.get_by_role("button", name="Kommunikatör", exact=True).click()
        page.wait_for_url(share)
        expect(motive).to_have_value("Många undrar")
        assert not Act.objects.exists()
        send(page, "Dela vidare")
        page.wait_for_url("**" + reverse("inbox:show_thread", args=[thread.pk]))
        page.goto(share)
        expect(motive).to_have_value("")
    assert Act.objects.get().kind == "repost"
