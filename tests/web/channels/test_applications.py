"""Starting a channel in the browser's eyes: the form, the queue, the decision and the checklist."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.applications import (
    ANSWERS,
    NOW,
    Office,
    make_application,
    make_office,
    make_prepared,
)
from tests.factories.people import grant_role, make_user

from torg.channels import actions
from torg.channels.forms.application import PREFIX
from torg.channels.models import ApplicationReading, Channel, ChannelApplication
from torg.kernel.scope import scope
from torg.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    made = make_office()
    with scope(made.municipality.pk):
        yield made


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def to(name: str, made: ChannelApplication | Channel) -> str:
    return reverse(f"channels:{name}", args=[made.pk])


def typed(made: ChannelApplication, office: Office, **more: object) -> dict[str, object]:
    answers = {PREFIX + key: said for key, said in ANSWERS[office.municipality.slug].items()}
    return {
        "title": "Fritid",
        "network": "facebook",
        "channel_class": "ordinary",
        "editors": [str(office.applicant.pk)],
        "weekly_hours": "3",
        "version": str(made.version),
        **answers,
        **more,
    }


@pytest.mark.req("V-17", "V-22", "V-23", "V-24", "V-25", "V-38")
def test_from_the_first_word_to_the_first_day(office: Office) -> None:
    writer, reader, boss = map(browser, (office.applicant, office.communicator, office.manager))
    begun = writer.post(
        reverse("channels:start_application"),
        {"title": "Fritid", "department": str(office.department.pk)},
    )
    made = ChannelApplication.objects.get()
    assert begun["Location"] == to("edit_application", made)
    form = writer.get(begun["Location"]).content.decode()
    for label in ("Syfte", "Målgrupper", "Innehåll", "Önskade effekter"):
        assert f">{label}<" in form
    assert "Gör förarbetet först" in form
    early = typed(made, office, **{PREFIX + "content": ""})
    refused = writer.post(begun["Location"], early)
    assert refused.status_code == 409
    assert "Visa fritiden." in refused.content.decode()
    assert writer.post(begun["Location"], typed(made, office)).status_code == 302
    made.refresh_from_db()
    short = typed(made, office, do="send", **{PREFIX + "effects": ""})
    stopped = writer.post(begun["Location"], short)
    assert stopped.status_code == 409
    text = stopped.content.decode()
    assert f'href="#id_{PREFIX}effects"' in text
    assert "V-23" in text
    made.refresh_from_db()
    assert writer.post(begun["Location"], typed(made, office, do="send")).status_code == 302
    listed = reader.get(reverse("channels:list_applications")).content.decode()
    assert "Väntar på dig" in listed
    assert "Skicka vidare till beslut" in reader.get(to("show_application", made)).content.decode()
    assert ">Besluta<" not in boss.get(to("show_application", made)).content.decode()
    reader.post(to("pass_on_application", made))
    page = boss.get(to("show_application", made)).content.decode()
    assert "Ansökan väntar på ditt beslut" in page
    given = {"outcome": "approved", "motive": "Behovet finns."}
    stale = {**given, "version": "0"}
    told = boss.post(to("decide_application", made), stale)
    assert told.status_code == 409
    assert "har ändrats sedan du öppnade den" in told.content.decode()
    assert ">\nBehovet finns.</textarea>" in told.content.decode()
    done = boss.post(to("decide_application", made), given, follow=True).content.decode()
    assert "Behovet finns." in done
    assert office.manager.full_name in done
    channel = Channel.objects.get()
    assert "Kanalen förbereds" in writer.get(to("show_channel", channel)).content.decode()
    before = writer.post(to("start_channel", channel))
    assert before.status_code == 409
    assert "profilbild, beskrivning och sidregler" in before.content.decode()
    for item in ("profile_picture", "description", "page_rules"):
        writer.post(to("tick_item", channel), {"item": item, "do": "tick"})
    proposal = writer.get(to("launch_channel", channel)).content.decode()
    assert "allmän handling" in proposal
    decided = {
        "page_responsible": str(office.communicator.pk),
        "accountable_manager": str(office.manager.pk),
        "comments_open": "on",
        "purpose": "Visa fritiden.",
        "tone": "Vänlig och rak.",
    }
    assert writer.post(to("launch_channel", channel), decided).status_code == 302
    live = writer.post(to("start_channel", channel), follow=True).content.decode()
    assert "Kanalen är startad" in live
    channel.refresh_from_db()
    assert channel.state == "live"
    for item in ("told_web", "told_papers", "told_posters", "told_reception"):
        assert f'id="punkt-{item}"' in live
    sent = {"item": "told_web", "do": "tick", "done_on": "2026-09-08"}
    writer.post(to("tick_item", channel), sent)
    assert channel.ticks.get(item="told_web").done_on == date(2026, 9, 8)
    shown = writer.get(to("show_channel", channel)).content.decode()
    assert "Vänlig och rak." in shown
    assert office.manager.full_name in shown


def test_a_colleague_s_words_stand_beside_one_s_own(office: Office) -> None:
    made = make_application(office)
    first = typed(made, office, weekly_hours="9")
    second = typed(made, office, **{PREFIX + "purpose": "Något annat."})
    where = to("edit_application", made)
    assert browser(office.communicator).post(where, first).status_code == 302
    answer = browser(office.applicant).post(where, second)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Så här har kollegan skrivit" in text
    assert "Något annat." in text
    assert "Visa fritiden." in text


@pytest.mark.req("V-19")
def test_another_department_neither_sees_nor_decides(office: Office) -> None:
    made = make_application(office, "with_manager")
    other = browser(make_office(municipality=office.municipality).manager)
    assert other.get(to("show_application", made)).status_code == 404
    given = {"outcome": "approved", "motive": "Ja."}
    assert other.post(to("decide_application", made), given).status_code == 404
    assert browser(office.applicant).post(to("decide_application", made), given).status_code == 403
    made.refresh_from_db()
    assert made.state == "with_manager"


@pytest.mark.req("M1-46", "M1-49", "M1-50", "M1-51")
def test_one_more_youtube_channel_is_an_exception(db: None) -> None:
    office = make_office("malmo")
    with scope(office.municipality.pk):
        actions.add_channel(
            department=office.department,
            name="Staden",
            network="youtube",
            channel_class="main",
            reason="Fanns",
            by=None,
            now=NOW,
        )
        made = make_application(office, network="youtube")
        writer, where = browser(office.applicant), to("edit_application", made)
        asked = {
            "network": "youtube",
            "do": "send",
            PREFIX + "wins_followers": "yes",
            PREFIX + "active_comments": "yes",
            PREFIX + "follower_plan": "Två redaktörer svarar.",
        }
        without = writer.post(where, typed(made, office, network="youtube", do="send"))
        assert without.status_code == 409
        assert "M1-46" in without.content.decode()
        made.refresh_from_db()
        stored = typed(made, office, **asked, **{PREFIX + "storage_only": "yes"})
        told = writer.post(where, stored)
        assert told.status_code == 409
        assert "Youtube-ansvariga" in told.content.decode()
        made.refresh_from_db()
        whole = typed(made, office, **asked, **{PREFIX + "storage_only": "no"})
        assert writer.post(where, whole).status_code == 302
        boss = browser(office.adviser)
        given = {"outcome": "approved", "motive": "Undantaget gäller."}
        early = boss.post(to("decide_application", made), given)
        assert early.status_code == 409
        assert "M1-51" in early.content.decode()
        owner = make_user(municipality=office.municipality)
        grant_role(owner, "youtube_owner")
        talk = {"role": "youtube_owner", "person": str(owner.pk), "text": "Gå vidare."}
        assert writer.post(to("consult_application", made), talk).status_code == 302
        boss.post(to("decide_application", made), given)
        assert Channel.objects.get(application=made).network == "youtube"


@pytest.mark.req("V-115")
def test_who_owns_the_networks_is_confirmed_as_read_before_the_application_leaves(
    office: Office,
) -> None:
    made = make_application(office, answers={**ANSWERS["vallentuna"], "owners_read": ""})
    writer, where = browser(office.applicant), to("edit_application", made)
    opened = writer.get(where).content.decode()
    assert "Varje nätverk ägs av ett företag" in opened
    assert f'name="{PREFIX}owners_read"' in opened
    assert "/handbok/falt/kanal.plattform/" in opened
    unread = typed(made, office, do="send")
    del unread[PREFIX + "owners_read"]
    stopped = writer.post(where, unread)
    assert (stopped.status_code, ChannelApplication.objects.get().state) == (409, "drafting")
    assert "förrän någon har läst" in stopped.content.decode()
    assert "V-115" in stopped.content.decode()
    assert "Ingen har bekräftat det än" in shown_to(office, made)
    made.refresh_from_db()
    assert writer.post(where, typed(made, office)).status_code == 302
    assert "Läst av" in writer.get(where).content.decode()
    made.refresh_from_db()
    second = browser(office.communicator)
    assert second.post(where, typed(made, office, do="send")).status_code == 302
    reading = ApplicationReading.objects.get()
    assert reading.person == office.applicant, "the first who confirmed it"
    assert f"Läst av {office.applicant.full_name}" in shown_to(office, made)


def test_a_tick_taken_away_is_no_confirmation(office: Office) -> None:
    made = make_application(office)
    assert ApplicationReading.objects.filter(application=made).exists()
    without = typed(made, office)
    del without[PREFIX + "owners_read"]
    browser(office.applicant).post(to("edit_application", made), without)
    assert not ApplicationReading.objects.exists()


def test_a_town_that_asks_nothing_has_nothing_to_confirm(db: None) -> None:
    office = make_office("malmo")
    with scope(office.municipality.pk):
        made = make_application(office, "sent")
        assert not ApplicationReading.objects.exists()
        assert "Läst av" not in shown_to(office, made)


def shown_to(office: Office, made: ChannelApplication) -> str:
    client = browser(office.applicant)
    return client.get(to("show_application", made)).content.decode()


@pytest.mark.req("M2-19")
def test_the_page_responsible_confirms_what_was_read_before_instagram(db: None) -> None:
    office = make_office("malmo")
    with scope(office.municipality.pk):
        made = make_application(office, "sent", network="instagram")
        given = {"outcome": "approved", "motive": "Behovet finns."}
        browser(office.adviser).post(to("decide_application", made), given)
        channel = Channel.objects.get(application=made)
        channel.page_responsible = office.communicator
        channel.save()
        other, own = browser(office.applicant), browser(office.communicator)
        reading = ("copyright", "creative_commons", "data_protection", "residents_images")
        for item in reading:
            assert other.post(to("start_channel", channel)).status_code == 409
            sent = {"item": item, "do": "tick"}
            assert other.post(to("tick_item", channel), sent).status_code == 403
            own.post(to("tick_item", channel), sent)
        assert other.post(to("start_channel", channel)).status_code == 302
        channel.refresh_from_db()
        assert channel.state == "live"


@pytest.mark.req("M2-07")
def test_a_channel_without_purpose_goal_and_plan_does_not_start(db: None) -> None:
    office = make_office("malmo")
    with scope(office.municipality.pk):
        made = make_application(office, "sent")
        given = {"outcome": "approved", "motive": "Behovet finns."}
        browser(office.adviser).post(to("decide_application", made), given)
        channel = Channel.objects.get(application=made)
        Channel.objects.filter(pk=channel.pk).update(goal="", plan="")
        refused = browser(office.applicant).post(to("start_channel", channel))
        assert refused.status_code == 409
        assert "utan mål och plan" in refused.content.decode()


@pytest.mark.req("M2-01")
def test_the_application_offers_what_the_handbook_says_before_a_start(office: Office) -> None:
    made = make_application(office, "sent")
    shown = browser(office.applicant).get(to("show_application", made)).content.decode()
    assert "/handbok/sida/borja-har/" in shown
    assert "/handbok/sida/arkivering/" not in shown


@pytest.mark.req("G-29", "G-02")
def test_open_comments_need_somebody_on_watch_in_goteborg(db: None) -> None:
    office = make_office("goteborg")
    with scope(office.municipality.pk):
        made = actions.start_application(
            department=office.department, title="Fritid", by=office.applicant, now=NOW
        )
        made = actions.save_application(
            application=made,
            words=actions.ApplicationWords(title="Fritid", network="facebook", answers={}),
            version=1,
            by=office.applicant,
            now=NOW,
        )
        actions.send_application(application=made, by=office.applicant, now=NOW)
        given = {"outcome": "approved", "motive": "Behovet finns."}
        browser(office.adviser).post(to("decide_application", made), given)
        channel, client = Channel.objects.get(), browser(office.applicant)
        assert "G-02" in client.post(to("start_channel", channel)).content.decode()
        client.post(to("tick_item", channel), {"item": "graphic_profile", "do": "tick"})
        assert "G-29" in client.post(to("start_channel", channel)).content.decode()
        client.post(to("tick_item", channel), {"item": "watch_duty", "do": "tick"})
        client.post(to("start_channel", channel))
        channel.refresh_from_db()
        assert channel.state == "live"


def test_a_prepared_channel_is_not_planned_for(office: Office) -> None:
    channel = make_prepared(office)
    page = browser(office.applicant).get(reverse("planning:new_post")).content.decode()
    assert str(channel.pk) not in page


@pytest.mark.req("V-18")
def test_the_networks_stand_side_by_side_where_one_is_chosen(office: Office) -> None:
    made = make_application(office, "drafting", network="")
    page = browser(office.applicant).get(to("edit_application", made)).text
    table = page[page.index("Jämför nätverken") :]
    assert "<th>Svårare</th>" in table
    assert "arbetsgivare, upphandling" in table
    assert "<details open>" in page


@pytest.mark.req("G-03")
def test_the_graphic_profile_is_at_hand_at_the_profile_picture(db: None) -> None:
    office = make_office()
    with scope(office.municipality.pk):
        page = browser(office.applicant).get(to("launch_channel", make_prepared(office)))
        step = page.text[page.text.index('id="punkt-profile_picture"') :].partition("</li>")[0]
        assert reverse("handbook:show_document", args=["grafisk-profil"]) in step
