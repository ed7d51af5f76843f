"""From an unlawful comment to a closed case: sealed first, then judged, then gone."""

import re

from playwright.sync_api import Browser, expect
from tests.browser.desk_browser import opened
from tests.browser.journey.cast import MODERATOR, WRITER, Part
from tests.browser.journey.inbox_steps import UNLAWFUL, find_thread
from tests.browser.journey.towns import Town
from tests.browser.journey.walker import Walker

ASSESSMENT = "Ett direkt hot om våld mot en namngiven läsare i tråden."


def report(writer: Walker) -> None:
    """From the thread; what stands there is sealed as the form is sent."""
    find_thread(writer, UNLAWFUL)
    box = writer.page.get_by_role("article").filter(has_text=UNLAWFUL)
    box.get_by_role("link", name="Rapportera innehåll").click()
    writer.reads(UNLAWFUL)
    writer.look("report")
    writer.press("Försegla och rapportera")
    writer.reads("Beviset är förseglat")
    writer.look("thread-reported")


def open_case(moderator: Walker) -> str:
    """Found on Min dag with its evidence sealed; the case's path."""
    moderator.go("Min dag")
    moderator.reads(UNLAWFUL)
    moderator.look("day-case")
    moderator.go("Ärenden")
    row = moderator.page.get_by_role("list", name="Ärenden").get_by_role("listitem")
    moderator.look("cases")
    row.filter(has_text=UNLAWFUL).get_by_role("link").first.click()
    moderator.reads("Förseglat, väntar på beslut", "Kritik är ingen grund", UNLAWFUL, WRITER.name)
    moderator.look("case-sealed")
    return moderator.page.url.removeprefix(moderator.url)


def decide(
    moderator: Walker, town: Town, path: str, *, measure: str = "", by: Part = MODERATOR
) -> None:
    """A ground of law apart from the town's own rules, an assessment, a measure."""
    law = moderator.page.get_by_role("group", name="Lag", exact=True)
    law.get_by_role("radio", name=town.ground, exact=True).check()
    expect(law).to_contain_text("BrB 4:5")
    moderator.fill("Bedömning", ASSESSMENT)
    moderator.page.get_by_role("radio", name=measure or town.measure).check()
    moderator.press("Besluta och genomför")
    moderator.reads("Beslutet är sparat")
    carried_out = moderator.page.get_by_text("Genomfört, ska avslutas")
    moderator.reload_until(lambda: carried_out.count() > 0)
    moderator.reads(town.ground, ASSESSMENT, by.name)
    moderator.look("case-carried-out", "arende")
    assert moderator.page.url.removeprefix(moderator.url) == path


def is_gone(browser: Browser, address: str) -> None:
    """Nobody else reads it on the network."""
    with opened(browser, address) as stranger:
        expect(stranger.get_by_role("heading", name=re.compile("kommentar"))).to_be_visible()
        expect(stranger.get_by_text(UNLAWFUL)).to_have_count(0)


def register(moderator: Walker, registrar: Walker, town: Town, path: str) -> None:
    """Where the rules want the removal registered, the case waits for the registrar's number."""
    moderator.open(path)
    moderator.page.get_by_role("radio", name="Nej, personen går inte att nå").check()
    moderator.press("Avsluta")
    expect(moderator.page.get_by_role("alert")).to_contain_text("V-101")
    registrar.go("Ärenden")
    listed = registrar.page.get_by_role("list", name="Att registrera")
    listed.get_by_role("link").first.click()
    registrar.look("case-to-register")
    registrar.fill("Beteckning", "KS 2026.117")
    registrar.press("Spara beteckningen")
    registrar.reads(f"Registrerat i {town.case_system} som KS 2026.117.")


def close(moderator: Walker, path: str) -> str:
    """The drafted explanation goes to the author, and the case is closed; what was said."""
    moderator.open(path)
    notice = moderator.page.get_by_label("Förklaring till personen").input_value()
    assert "olaga hot" in notice
    moderator.page.get_by_role("radio", name="Ja, skicka förklaringen nu").check()
    moderator.press("Avsluta")
    moderator.reads("Ärendet är avslutat.", "Avslutat")
    moderator.look("case-closed")
    return notice


def is_told(resident: Walker, town: Town, notice: str) -> None:
    """The author finds the explanation among the messages from the municipality."""
    resident.open(f"/ovning/konto/{town.handle}")
    resident.page.get_by_role("link", name="Skicka ett meddelande").click()
    said = resident.page.get_by_text(notice)
    resident.reload_until(lambda: said.count() > 0)
    resident.look("practice-talk")
