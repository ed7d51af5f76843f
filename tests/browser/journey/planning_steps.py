"""From an empty day to a post that stands on the network."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw, ImageOps
from playwright.sync_api import expect
from tests.browser.journey.cast import WRITER
from tests.browser.journey.towns import Town
from tests.browser.journey.walker import SECONDS, Walker

SWEDEN = ZoneInfo("Europe/Stockholm")
ALT = "En tom simbassäng i morgonljus"
MARGIN = timedelta(seconds=18)


@dataclass(frozen=True, slots=True)
class Planned:
    """A post that only waits for its minute. path: its page in the desk; at: when it goes out."""

    path: str
    title: str
    text: str
    at: datetime


def next_minute(margin: timedelta = MARGIN) -> datetime:
    """The first whole minute that is further off than the margin, in Swedish wall time."""
    early = datetime.now(SWEDEN) + margin
    return early.replace(second=0, microsecond=0) + timedelta(minutes=1)


def picture() -> dict[str, str | bytes]:
    """A photograph as the file field takes it."""
    out = BytesIO()
    depth = Image.linear_gradient("L").resize((640, 360))
    water = ImageOps.colorize(depth, "#0f4a63", "#8fd0dc")
    lanes = ImageDraw.Draw(water)
    for lane in range(1, 6):
        lanes.line([(320, 0), (640 * lane / 3 - 640 * 0.5, 360)], fill=(226, 237, 240), width=3)
    water.save(out, "JPEG")
    return {"name": "simhallen.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def plan(writer: Walker, town: Town) -> Planned:
    """Planering, a free day, words alone, then an image; saved as a draft that may go."""
    title, text = "Simhallen öppnar igen", "Nu har simhallen öppet igen. Välkommen att bada!"
    open_editor(writer, town)
    writer.fill("Arbetsrubrik", title)
    writer.page.get_by_role("checkbox", name=re.compile(re.escape(town.page))).check()
    writer.page.get_by_role("textbox", name="Text", exact=True).fill(text)
    at = next_minute(timedelta(minutes=10))
    writer.fill("Går ut", wall(at))
    writer.fill("Varför angår det invånarna?", "Alla som badar berörs.")
    declare(writer, town)
    rules_answer(writer, town)
    writer.press("Spara")
    writer.is_on(title)
    if town.text_only and town.text_only[0] == "Stopp":
        writer.press("Lämna till granskning")
        expect(writer.page.get_by_role("alert")).to_contain_text(town.text_only[1])
        writer.look("post-refused")
    add_image(writer, town)
    path = writer.page.url.removeprefix(writer.url)
    return Planned(path, title, text, at)


def declare(writer: Walker, town: Town) -> None:
    """Nothing was received for the post, where the rules ask."""
    if town.declares:
        writer.page.get_by_role("radio", name="Nej, ingenting").check()


def open_editor(writer: Walker, town: Town) -> None:
    """From the calendar, on the main page's own days where they are booked."""
    writer.go("Planering")
    writer.page.get_by_label("Kanal").select_option(label=f"{town.page} (Facebook)")
    writer.press("Visa")
    today = writer.page.get_by_role("cell").filter(has=writer.page.locator("[aria-current=date]"))
    if town.day_clause:
        expect(today).to_contain_text("Ledig")
    writer.look("calendar")
    today.get_by_role("link", name="Nytt inlägg").click()
    writer.is_on("Nytt inlägg")
    writer.look("editor")


def rules_answer(writer: Walker, town: Town) -> None:
    """What the municipality's own rules say of words alone, while they are being written."""
    findings = writer.page.locator("#findings")
    expect(findings).to_contain_text(town.page, timeout=SECONDS * 1000)
    if town.text_only is None:
        expect(findings.get_by_text("Stopp")).to_have_count(0)
    else:
        verdict, clause = town.text_only
        finding = findings.get_by_role("listitem").filter(has_text=clause)
        expect(finding).to_contain_text(verdict, timeout=SECONDS * 1000)
    if town.eyes_clause:
        expect(findings).to_contain_text(town.eyes_clause)
    writer.look("editor-findings")


def add_image(writer: Walker, town: Town) -> None:
    """The missing element, with its alternative text; the finding goes."""
    writer.page.get_by_role("link", name="Ändra", exact=True).click()
    writer.page.get_by_label("Lägg till bild").set_input_files(picture())  # type: ignore[arg-type]
    writer.fill("Alternativtext", ALT)
    writer.press("Spara")
    expect(writer.page.get_by_role("img", name=ALT)).to_be_visible()
    if town.text_only:
        expect(writer.page.get_by_text(town.text_only[1])).to_have_count(0)
    writer.look("post-draft")


def book_again(writer: Walker, town: Town, planned: Planned) -> None:
    """A second post on the same day of the main page: the booked day refuses it, or not."""
    title = "Höstlov i simhallen"
    writer.open("/planering/nytt/")
    writer.fill("Arbetsrubrik", title)
    writer.page.get_by_role("checkbox", name=re.compile(re.escape(town.page))).check()
    writer.page.get_by_role("textbox", name="Text", exact=True).fill("Läs mer på https://a.example")
    writer.fill("Går ut", wall(planned.at.replace(hour=23, minute=59)))
    declare(writer, town)
    writer.press("Spara")
    if not town.day_clause:
        writer.is_on(title)
        return
    alert = writer.page.get_by_role("alert")
    expect(alert).to_contain_text(town.day_clause)
    expect(alert).to_contain_text(f"{WRITER.name} för {planned.title}")
    expect(writer.page.get_by_label("Arbetsrubrik")).to_have_value(title)
    writer.look("editor-refused")


def set_minute(writer: Walker, planned: Planned) -> Planned:
    """Move the draft to the next minute that leaves time to read and approve it."""
    at = next_minute()
    writer.open(planned.path + "andra/")
    writer.fill("Går ut", wall(at))
    writer.press("Spara")
    writer.is_on(planned.title)
    return Planned(planned.path, planned.title, planned.text, at)


def let_go(writer: Walker, colleague: Walker, town: Town, planned: Planned) -> None:
    """Read by a colleague, or planned alone with a confirmation, as the rules have it."""
    if town.alone:
        plan_alone(writer, town)
    else:
        writer.press("Lämna till granskning")
        waits_for_colleague(writer)
        writer.look("post-submitted")
        approve(colleague, planned)
    writer.open(planned.path)
    writer.reads("Klart att gå ut")
    writer.look("post-approved")


def waits_for_colleague(writer: Walker) -> None:
    """Handed in; whoever wrote it is told why they are not the one to approve it."""
    writer.reads(re.compile("kollega (läser|behöver läsa)"))
    writer.lacks("Godkänn")


def plan_alone(writer: Walker, town: Town) -> None:
    """Not without the confirmation, which is recorded."""
    writer.press("Planera utan granskning")
    alert = writer.page.get_by_role("alert")
    expect(alert).to_contain_text("En kollega bör läsa inlägget först.")
    if town.eyes_clause:
        expect(alert).to_contain_text(town.eyes_clause)
    tick_points(writer)
    writer.page.get_by_role("checkbox", name=re.compile("Jag har läst igenom det själv")).check()
    writer.press("Planera utan granskning")
    writer.reads("bekräftade det")


def approve(colleague: Walker, planned: Planned) -> None:
    """Found on Min dag, read, approved."""
    colleague.go("Min dag")
    colleague.reads(planned.title)
    colleague.look("day-to-approve")
    colleague.page.get_by_role("link", name=planned.title).first.click()
    colleague.page.get_by_role("checkbox", name="Tonen är rätt").check()
    tick_points(colleague)
    colleague.look("post-to-approve")
    colleague.press("Godkänn")
    colleague.reads("Läste och godkände")


def tick_points(reader: Walker) -> None:
    """What the municipality's rules have ticked before a post may go out, if anything."""
    reader.page.wait_for_load_state()
    asked = reader.page.get_by_role("group", name="Detta stämmer")
    for box in asked.get_by_role("checkbox").all():
        box.check()


def goes_out(writer: Walker, planned: Planned) -> str:
    """Wait for its minute; returns where it stands on the network."""
    writer.open(planned.path)
    left = (planned.at - datetime.now(SWEDEN)).total_seconds()
    link = writer.page.get_by_role("link", name="Visa på nätverket")
    writer.reload_until(lambda: link.count() > 0, max(left, 0) + SECONDS)
    assert datetime.now(SWEDEN) >= planned.at
    address = link.get_attribute("href") or ""
    writer.look("post-out", "inlagg")
    writer.go("Planering")
    writer.reads(planned.title)
    writer.look("calendar-out", "planering")
    return address


def stands_once(resident: Walker, town: Town, planned: Planned, address: str) -> None:
    """As a resident: once on the main page's account, with its image described."""
    resident.open(f"/ovning/konto/{town.handle}")
    posts = resident.page.get_by_role("article").filter(has_text=planned.text)
    expect(posts).to_have_count(1)
    expect(posts.get_by_role("img", name=ALT)).to_be_visible()
    resident.look("practice-account", "ovning")
    resident.open(address)
    expect(resident.page.get_by_text(planned.text).first).to_be_visible()


def wall(at: datetime) -> str:
    """As the native picker takes it."""
    return at.strftime("%Y-%m-%dT%H:%M")
