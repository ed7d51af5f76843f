"""A channel from the first word of its application to its place among the closed, in a browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.desk_browser import (
    NARROW,
    WIDE,
    axe,
    complaints,
    opened,
    overflow,
    shot,
    signed_in,
)
from tests.factories.applications import ANSWERS, make_office
from tests.factories.closing import make_ending
from tests.factories.inbox import arrive, make_desk
from tests.factories.network import make_event, wire_talking
from tests.factories.people import grant_role, make_user
from tests.factories.planning import make_image
from tests.unit.channels.test_access import make_keys

from torg.channels.actions import ReachWish, raise_alarm, request_reach
from torg.channels.forms.application import PREFIX
from torg.channels.models import (
    AlarmKind,
    Channel,
    ChannelAccess,
    ChannelPeriod,
    Closing,
    Departure,
    Hijack,
    InventoryPart,
)
from torg.channels.queries.following import Finding
from torg.kernel.scope import every_municipality
from torg.notices.models import Letter
from torg.notices.states import LetterState
from torg.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Signed = Callable[[User], Page]


@pytest.fixture
def at_desk(browser: Browser, live_server: LiveServer) -> Iterator[Signed]:
    """A browser of each person's own, at their day."""
    with every_municipality(), ExitStack() as stack:

        def enter(user: User) -> Page:
            cookies = signed_in(live_server.url, user)
            address = live_server.url + reverse("desk:show_day")
            return stack.enter_context(opened(browser, address, cookies=cookies))

        yield enter


def sound(page: Page, name: str) -> None:
    """The page as it stands is accessible and fits, wide and narrow, and the console is quiet."""
    found = []
    for size, picture in ((WIDE, name), (NARROW, f"{name}-narrow")):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        found += [*axe(page), *([f"{overflow(page)} too wide"] if overflow(page) else [])]
        shot(page, picture)
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    said = [one for one in complaints(page) if "409 (Conflict)" not in one]  # it was refused
    assert found + said == []


def press(page: Page, name: str) -> None:
    send(page, page.get_by_role("button", name=name, exact=True).first)


def send(page: Page, button: Locator) -> None:
    """Press what sends a form, until its answer stands there: what comes next reads the record."""
    with page.expect_navigation():
        button.click()


def visit(page: Page, name: str, **ids: object) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + reverse(f"channels:{name}", kwargs=ids))


@pytest.mark.req("V-17", "V-22", "V-24", "V-25")
def test_from_the_first_word_to_the_first_day(at_desk: Signed) -> None:
    """W1: applied for, read, decided, prepared, started; each by whom the town names."""
    office = make_office()
    writer, reader, boss = map(at_desk, (office.applicant, office.communicator, office.manager))
    visit(writer, "list_applications")
    writer.get_by_role("link", name="Ny ansökan").first.click()
    writer.locator("[name=title]").fill("Fritid")
    press(writer, "Börja skriva")
    sound(writer, "application-compare")
    writer.locator("[name=network]").select_option("facebook")
    for key, said in ANSWERS["vallentuna"].items():
        asked = writer.locator(f"[name={PREFIX}{key}]")
        if asked.get_attribute("type") == "checkbox":
            asked.check()
        else:
            asked.fill(said)
    writer.locator("[name=weekly_hours]").fill("3")
    writer.locator(f"[name=editors][value='{office.applicant.pk}']").check()
    sound(writer, "application-form")
    press(writer, "Spara och skicka")
    expect(writer.get_by_text("Hos kommunikatören").first).to_be_visible()
    sound(writer, "application")
    visit(reader, "list_applications")
    sound(reader, "applications")
    reader.get_by_role("link", name="Fritid").click()
    press(reader, "Skicka vidare till beslut")
    visit(boss, "list_applications")
    boss.get_by_role("link", name="Fritid").click()
    boss.locator("[name=outcome][value=approved]").check()
    boss.locator("[name=motive]").fill("Behovet finns.")
    press(boss, "Besluta")
    expect(boss.get_by_text("Behovet finns.").first).to_be_visible()
    made = Channel.objects.get()
    visit(writer, "show_channel", channel_id=made.pk)
    sound(writer, "channel-preparing")
    writer.get_by_role("link", name="Öppna listan före start").click()
    press(writer, "Starta kanalen")
    expect(writer.get_by_text("profilbild, beskrivning och sidregler").first).to_be_visible()
    for item in ("profile_picture", "description", "page_rules"):
        send(writer, writer.locator(f"form:has([name=item][value={item}]) [value=tick]"))
    writer.locator("[name=page_responsible]").select_option(str(office.communicator.pk))
    writer.locator("[name=accountable_manager]").select_option(str(office.manager.pk))
    writer.locator("[name=purpose]").fill("Visa fritiden.")
    writer.locator("[name=tone]").fill("Vänlig och rak.")
    sound(writer, "channel-launch")
    press(writer, "Spara")
    press(writer, "Starta kanalen")
    expect(writer.get_by_text("Kanalen är startad").first).to_be_visible()
    made.refresh_from_db()
    assert made.state == "live"
    visit(writer, "show_channel", channel_id=made.pk)
    expect(writer.get_by_text("Vänlig och rak.").first).to_be_visible()
    expect(writer.get_by_text("Startade kanalen Fritid").first).to_be_visible()
    town = f"/kanaler/{office.municipality.slug}/"
    writer.goto("/".join(writer.url.split("/")[:3]) + town)
    writer.get_by_role("link", name="Fritid", exact=True).click()
    expect(writer.get_by_text("Officiellt konto")).to_be_visible()
    expect(writer.locator("#sidans-regler")).to_contain_text("Länk att spara")


@pytest.mark.req("G-61", "G-64", "G-67")
def test_two_managers_close_a_channel_at_once(at_desk: Signed) -> None:
    """W2: begun, decided by two in two browsers in the same breath, kept, closed, on record."""
    wire_talking()
    ending = make_ending()
    lead = at_desk(ending.desk.lead)
    visit(lead, "start_closing", channel_id=ending.desk.channel.pk)
    sound(lead, "closing-start")
    lead.locator("[name=reason][value=goals_not_met]").check()
    press(lead, "Börja avslutet")
    today = timezone.localdate()
    lead.locator("[name=merge_note]").fill("Huvudkontot tar över.")
    lead.locator("[name=closing_on]").first.fill(today.isoformat())
    press(lead, "Lämna för beslut")
    closing = Closing.objects.get()
    both = [at_desk(ending.manager), at_desk(ending.communications)]
    for page in both:
        visit(page, "show_closing", closing_id=closing.pk)
        expect(page.get_by_role("button", name="Besluta att stänga kanalen")).to_be_visible()
    for page in both:
        page.get_by_role("button", name="Besluta att stänga kanalen").click(no_wait_after=True)
    for page in both:  # the answer to the press, however slow the machine is
        decided = page.get_by_role("button", name="Besluta att stänga kanalen")
        expect(decided).to_have_count(0, timeout=30_000)
    closing.refresh_from_db()
    assert (closing.state, closing.decisions.count()) == ("notify", 2)
    visit(lead, "show_closing", closing_id=closing.pk)
    sound(lead, "closing")
    lead.locator("[name=quiet_since]").fill((today - timedelta(days=200)).isoformat())
    press(lead, "Följarna är meddelade")
    lead.locator("[name=choice][value=discard]").check()
    lead.locator("form[action$='arkiv/'] [name=reason]").fill("Allt finns på webben.")
    press(lead, "Spara beslutet")
    press(lead, "Stäng kanalen och beställ avregistrering")
    expect(lead.get_by_text("Kanalen är stängd").first).to_be_visible()
    visit(lead, "show_channel", channel_id=ending.desk.channel.pk)
    expect(lead.get_by_text("Maria").first).to_be_visible()
    sound(lead, "channel-closed")
    expect(lead.get_by_text("Beslutade att stänga").first).to_be_visible()
    keeper = at_desk(ending.register)
    visit(keeper, "show_closing", closing_id=closing.pk)
    press(keeper, "Ta emot beställningen")
    expect(keeper.get_by_role("button", name="Ta emot beställningen")).to_have_count(0)
    gone = ending.desk.channel
    public = f"/kanaler/{gone.municipality.slug}/{gone.pk}/"
    keeper.goto("/".join(keeper.url.split("/")[:3]) + public)
    expect(keeper.get_by_text("Kanalen är avslutad")).to_be_visible()


@pytest.mark.req("G-56", "G-58")
def test_a_rink_rests_and_wakes(at_desk: Signed) -> None:
    """W3: only a channel of a season rests; while it does, what it is to do stands on its page."""
    wire_talking()
    desk = make_desk("goteborg")
    rink = Channel.objects.get(pk=desk.channel.pk)
    rink.channel_class, rink.season_first, rink.season_last = "seasonal", 11, 3
    rink.save()
    lead = at_desk(desk.lead)
    visit(lead, "show_channel", channel_id=rink.pk)
    lead.get_by_role("link", name="Lägg i vila").click()
    sound(lead, "channel-rest")
    lead.locator("[name=watcher]").select_option(str(desk.writer.pk))
    press(lead, "Lägg i vila")
    expect(lead.get_by_text("Kanalen vilar").first).to_be_visible()
    rink.refresh_from_db()
    assert rink.state == "resting"
    assert rink.wakes_on is not None
    arrive(rink, make_event(text="När öppnar isbanan?"))
    lead.goto("/".join(lead.url.split("/")[:3]) + reverse("inbox:list_threads"))
    expect(lead.get_by_text("När öppnar isbanan?").first).to_be_visible()
    visit(lead, "show_channel", channel_id=rink.pk)
    lead.get_by_role("link", name="Väck").first.click()
    press(lead, "Väck kanalen")
    rink.refresh_from_db()
    assert rink.state == "live"


@pytest.mark.req("M1-42", "S-38")
def test_somebody_is_let_in_and_leaves(at_desk: Signed) -> None:
    """W10: asked for, granted, seen to be safe; gone in one press, with a task until it is done."""
    keys = make_keys("stockholm")
    town = keys.channel.municipality
    person, keeper = at_desk(keys.person), at_desk(keys.keeper)
    visit(person, "show_access", channel_id=keys.channel.pk)
    person.locator("[name=user]").select_option(str(keys.person.pk))
    person.locator("[name=level]").select_option("full")
    person.locator("[name=reason]").fill("Sköter kontot.")
    press(person, "Begär behörigheten")
    access = ChannelAccess.objects.get()
    visit(keeper, "show_holder", access_id=access.pk)
    sound(keeper, "access-asked")
    press(keeper, "Bevilja")
    access.refresh_from_db()
    assert access.state == "granted"
    visit(keeper, "show_holder", access_id=access.pk)
    keeper.locator("[name=two_factor]").select_option("yes")
    keeper.locator("[name=two_factor_on]").fill(timezone.localdate().isoformat())
    press(keeper, "Spara")
    access.refresh_from_db()
    assert access.two_factor
    visit(keeper, "show_access", channel_id=keys.channel.pk)
    sound(keeper, "access")
    admin = at_desk(make_user(role="administrator", municipality=town))
    start = admin.url.split("/")[0] + "//" + admin.url.split("/")[2]
    admin.goto(start + reverse("desk:leave_person", args=[keys.person.pk]))
    sound(admin, "leave")
    press(admin, "Stäng kontot och öppna uppgifterna")
    expect(admin.get_by_text("återstår").first).to_be_visible()
    person.reload()
    expect(person.get_by_role("heading", name="Logga in")).to_be_visible()
    departure = Departure.objects.get()
    keeper.goto(start + reverse("desk:show_departure", args=[departure.pk]))
    sound(keeper, "departure")
    for task in departure.tasks.all():
        form = keeper.locator(f"form[action$='{task.pk}/']")
        form.locator("[name=proof]").fill("Borta, jag såg listan.")
        send(keeper, form.get_by_role("button"))
    expect(keeper.get_by_text("Allt är klart").first).to_be_visible()


@pytest.mark.req("M1-52", "V-120")
def test_a_department_goes_through_its_channels_and_reviews_one(at_desk: Signed) -> None:
    """W12: the keeper's round, a department's one screen, and the yearly review of a channel."""
    wire_talking()
    desk = make_desk("malmo")
    Channel.objects.update(reviewed_on=timezone.localdate() - timedelta(days=400))
    register = make_user(role="register_owner", municipality=desk.municipality)
    keeper, lead = at_desk(register), at_desk(desk.lead)
    month = ChannelPeriod.objects.create(
        since=date(2026, 8, 1), until=date(2026, 9, 1), posts=4, comments=9, answered=8,
        in_time=7, clause="Prov", counted_at=timezone.now(), municipality=desk.municipality,
        channel=desk.channel,
    )  # fmt: skip
    visit(lead, "show_periods", channel_id=desk.channel.pk)
    lead.locator("[name=note]").fill("Föräldrar hittade dit.")
    press(lead, "Spara")
    expect(lead.get_by_text("Föräldrar hittade dit.").first).to_be_visible()
    month.refresh_from_db()
    assert month.noted_by == desk.lead
    visit(keeper, "list_inventories")
    sound(keeper, "inventories")
    keeper.locator("[name=last_day]").fill((timezone.localdate() + timedelta(days=20)).isoformat())
    press(keeper, "Starta inventeringen")
    part = InventoryPart.objects.get(department=desk.department)
    visit(lead, "answer_inventory", part_id=part.pk)
    sound(lead, "inventory-answer")
    answer = lead.locator(f"[name=answer_{desk.channel.pk}]")
    if answer.first.evaluate("field => field.tagName") == "SELECT":
        answer.select_option("confirmed")
    else:
        lead.locator(f"[name=answer_{desk.channel.pk}][value=confirmed]").check()
    press(lead, "Skicka svaret")
    part.refresh_from_db()
    assert part.state == "answered"
    lead.goto("/".join(lead.url.split("/")[:3]) + reverse("desk:show_day"))
    lead.locator(f"a[href*='/omprova/{desk.channel.pk}']").first.click()
    sound(lead, "review")
    lead.locator("[name=outcome][value=keep]").check()
    lead.locator("[name=purpose_note]").fill("Den når fram.")
    press(lead, "Spara omprövningen")
    visit(lead, "show_channel", channel_id=desk.channel.pk)
    expect(lead.get_by_text("nyss").first).to_be_visible()
    assert Channel.objects.get(pk=desk.channel.pk).reviewed_on == timezone.localdate()


PAGES = (
    "channels:list_channels", "channels:show_coverage", "channels:open_table",
    "channels:show_responsibility", "channels:list_reach", "channels:request_reach",
    "channels:list_access", "channels:add_channel", "people:import_organisation",
    "desk:show_crisis", "desk:list_departures",
)  # fmt: skip


def test_the_registers_other_pages_are_accessible(at_desk: Signed) -> None:
    """And the playbook of a hijacked account, whose first step is taken with the keyboard alone."""
    wire_talking()
    desk = make_desk("vallentuna")
    grant_role(desk.lead, "administrator")
    grant_role(desk.lead, "register_owner")
    page = at_desk(desk.lead)
    start = "/".join(page.url.split("/")[:3])
    for name in PAGES:
        page.goto(start + reverse(name))
        sound(page, name.partition(":")[2].replace("_", "-"))
    page.goto(start + reverse("desk:begin_hijack", args=[desk.channel.pk]))
    sound(page, "hijack-begin")
    page.locator("[name=seen]").fill("En inloggning som ingen känner igen.")
    page.locator("[name=seen]").evaluate("field => field.form.requestSubmit()")
    expect(page.locator("h1")).to_contain_text("Kapat konto")
    sound(page, "hijack")
    page.locator("[name=note]").first.focus()
    page.keyboard.type("Ringde it-säkerheten.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ringde it-säkerheten.").first).to_be_visible()
    assert Hijack.objects.get().steps.filter(state="done").count() == 1


def test_an_alarm_a_purchase_and_what_files_would_change_are_accessible(at_desk: Signed) -> None:
    """The pages between a file and the register, an account's alarm, and a decision on reach."""
    wire_talking()
    desk = make_desk("vallentuna")
    for role in ("administrator", "register_owner", "department_communicator"):
        grant_role(desk.lead, role)
    page, now = at_desk(desk.lead), timezone.now()
    start = "/".join(page.url.split("/")[:3])
    renamed = Finding(handle="nyttnamn", address="https://www.facebook.com/nyttnamn")
    alarm = raise_alarm(
        channel=desk.channel, kind=AlarmKind.RENAMED, finding=renamed, before="prov", now=now
    )
    assert alarm is not None
    visit(page, "settle_alarm", alarm_id=alarm.pk)
    sound(page, "alarm")
    wish = ReachWish(
        what="Öppet hus", value="Fler hittar dit.", audience="Föräldrar", personal_audience=False,
        cost=1500, payer="Skolan", starts_on=now.date(), ends_on=now.date() + timedelta(days=4),
    )  # fmt: skip
    Channel.objects.update(channel_class="main")
    desk.channel.refresh_from_db()
    asked = request_reach(
        channel=desk.channel, department=desk.department, wish=wish, by=desk.writer, now=now
    )
    visit(page, "show_reach", purchase_id=asked.pk)
    sound(page, "reach-decision")
    visit(page, "open_table")
    rows = (
        "Namn;Facebook;Instagram;Start\nBadet;https://facebook.com/badet;@badet;mars -21\n;;x;ja\n"
    )
    give(page, "kanaler.csv", rows)
    press(page, "Läs filen")
    sound(page, "import-columns")
    press(page, "Visa vad som skulle ändras")
    sound(page, "import-preview")
    page.goto(start + reverse("people:import_organisation"))
    give(page, "organisation.csv", "namn;slag;ligger under\nKulturen;nämnd;\n")
    press(page, "Visa ändringarna")
    sound(page, "organisation-preview")


def test_letters_months_and_settings_are_accessible(at_desk: Signed) -> None:
    """The owner's mailbox, a letter that failed, a month's word, a look at the settings."""
    wire_talking()
    desk = make_desk("vallentuna")
    for role in ("administrator", "register_owner"):
        grant_role(desk.lead, role)
    now = timezone.now()
    here = {"municipality": desk.municipality, "channel": desk.channel}
    letter = Letter.objects.create(
        municipality=desk.municipality, key="prov", recipient="kanaler@kommun.example",
        subject="Beställning: ny kanal", text="Badets sida på Facebook.",
        about_kind="channels.channel", about_id=str(desk.channel.pk), state=LetterState.FAILED,
        made_at=now, not_before=now, cause="E-postservern tog inte emot brevet.",
    )  # fmt: skip
    ChannelPeriod.objects.create(
        since=date(2026, 8, 1), until=date(2026, 9, 1), posts=4, comments=9, answered=8,
        in_time=7, clause="Riktlinjer, avsnitt 4", counted_at=now, **here,
    )  # fmt: skip
    page = at_desk(desk.lead)
    start = "/".join(page.url.split("/")[:3])
    one = {"channel_id": desk.channel.pk}
    for name, ids in (
        ("channels:name_register_owner", {}),
        ("notices:list_letters", {}),
        ("notices:show_letter", {"letter_id": letter.pk}),
        ("channels:show_periods", one),
        ("channels:check_settings", one),
    ):
        page.goto(start + reverse(name, kwargs=ids))
        sound(page, name.partition(":")[2].replace("_", "-"))


def test_what_was_received_is_asked_and_counted(at_desk: Signed) -> None:
    """Göteborg's editor, the post, its image's record and the year's report (G-49, G-51)."""
    wire_talking()
    desk = make_desk("goteborg")
    page = at_desk(desk.writer)
    start = "/".join(page.url.split("/")[:3])
    page.goto(start + reverse("planning:new_post"))
    sound(page, "declaration")
    page.get_by_label("Arbetsrubrik").fill("Lunchen på torget")
    page.get_by_label("Text", exact=True).fill("Lunchen på torget börjar klockan tolv.")
    page.get_by_label("Nej, ingenting").check()
    page.get_by_role("button", name="Spara").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lunchen på torget")
    expect(page.get_by_text("Nej, ingenting")).to_be_visible()
    page.goto(start + reverse("planning:show_benefits"))
    sound(page, "declarations")
    image = make_image(desk.department, desk.writer, timezone.now())
    page.goto(start + reverse("media:show_record", args=[image.pk]))
    sound(page, "image-record")


def give(page: Page, name: str, text: str) -> None:
    page.locator("[name=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    )
