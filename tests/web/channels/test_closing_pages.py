"""The closing's pages through Django's client: what is typed stays, and every step has its door."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.closing import Ending, make_ending
from tests.factories.network import wire_talking

from torg.channels.actions import ask_to_close
from torg.channels.models import Channel, Closing, ClosingNotice, ClosingOrigin
from torg.kernel.scope import scope
from torg.people.models import User
from torg.planning.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def ending(db: None) -> Iterator[Ending]:
    wire_talking()
    made = make_ending()
    with scope(made.desk.municipality.pk):
        yield made


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def step(closing: Closing, key: str) -> str:
    return reverse("channels:take_closing_step", args=[closing.pk, key])


@pytest.mark.req("G-55", "G-60", "G-61", "G-62", "G-64", "G-65", "G-66", "G-67", "M2-01")
def test_every_step_is_taken_on_its_page(ending: Ending) -> None:
    lead, today = browser(ending.desk.lead), timezone.localdate()
    start = reverse("channels:start_closing", args=[ending.desk.channel.pk])
    refused = lead.post(start, {"note": "Kvar i rutan"})
    assert refused.status_code == 422
    assert "Kvar i rutan" in refused.text
    assert lead.post(start, {"reason": "goals_not_met"}).status_code == 302
    closing = Closing.objects.get()
    page = reverse("channels:show_closing", args=[closing.pk])
    assert "Låst" in lead.get(page).text
    shown = lead.get(page).text
    assert "/handbok/sida/avsluta-kanal/" in shown
    assert "/handbok/sida/borja-har/" not in shown
    locked = lead.post(step(closing, "arkiv"), {"choice": "discard", "reason": "Kvar"})
    assert locked.status_code == 409
    assert "låst" in locked.text
    lead.post(step(closing, "sammanslagning"), {"merge_note": "Ingen.", "closing_on": today})
    decide = reverse("channels:decide_closing", args=[closing.pk])
    assert lead.post(decide).status_code == 403
    for who in (ending.manager, ending.communications):
        assert browser(who).post(decide, {"motive": "Ja."}).status_code == 302
    early = lead.post(step(closing, "meddelat"), {})
    assert early.status_code == 409
    assert "0 av 2" in early.text
    lead.post(step(closing, "meddelat"), {"quiet_since": today - timedelta(days=200)})
    assert "Arkivera före avslut" in lead.get(page).text
    lead.post(step(closing, "arkiv"), {"choice": "preserve", "reason": "Unikt."})
    lead.post(step(closing, "bild"), {"on": today, "kept": "Dnr 12"})
    assert lead.post(step(closing, "avregistrera")).status_code == 302
    assert Channel.objects.get().state == "closed"
    done = browser(ending.register)
    assert done.post(reverse("channels:confirm_order", args=[closing.pk])).status_code == 302
    listed = lead.get(reverse("channels:list_closings")).text
    assert "målen nås inte" in listed
    assert "finns kvar i registret" in lead.get(page).text


@pytest.mark.req("G-62", "G-63")
def test_a_notice_becomes_a_planned_post_in_the_towns_words(ending: Ending) -> None:
    closing = ending.decided()
    writer = browser(ending.desk.writer)
    page = reverse("planning:plan_closing_notice", args=[closing.pk])
    when = (timezone.localdate() + timedelta(days=3)).isoformat() + "T10:00"
    given = {"why": "målen nås inte", "referral": "goteborg.example", "planned_at": when}
    assert writer.post(page, given).status_code == 422, "nothing is declared (G-49)"
    given["received"] = "nothing"
    assert writer.post(page, given | {"referral": " "}).status_code == 422
    assert writer.post(page, given).status_code == 302
    post, notice = Post.objects.get(), ClosingNotice.objects.get()
    assert notice.post == post.pk
    assert "goteborg.example" in post.text
    assert "målen nås inte" in post.text
    assert notice.told_on is None


def test_the_owner_answers_the_question(ending: Ending) -> None:
    asked = ask_to_close(
        channel=ending.desk.channel,
        origin=ClosingOrigin.INACTIVE,
        why="Tyst länge.",
        cited="Stödet",
        checklist=["flytta materialet"],
        by=None,
        now=timezone.now(),
    )
    assert asked is not None
    lead = browser(ending.desk.lead)
    assert "Tyst länge." in lead.get(reverse("channels:show_closing", args=[asked.pk])).text
    lead.post(step(asked, "svara"), {"reason": "poor_results"})
    asked.refresh_from_db()
    assert asked.state == "merge"
    item = asked.items.get()
    lead.post(reverse("channels:tick_closing_item", args=[item.pk]))
    item.refresh_from_db()
    assert item.done_by == ending.desk.lead
    lead.post(step(asked, "behall"), {"reason": "Den behövs."})
    asked.refresh_from_db()
    assert asked.state == "dropped"


@pytest.mark.req("V-105")
def test_the_last_images_help_names_the_report_that_it_rests_on() -> None:
    wire_talking()
    made = make_ending("vallentuna")
    desk = made.desk
    with scope(desk.municipality.pk):
        lead, today = browser(desk.lead), timezone.localdate()
        lead.post(
            reverse("channels:start_closing", args=[desk.channel.pk]),
            {"reason": "own", "note": "Målen nås inte."},
        )
        closing = Closing.objects.get()
        page = reverse("channels:show_closing", args=[closing.pk])
        help_address = reverse("handbook:show_place", args=["arkivkopia"])
        lead.post(step(closing, "sammanslagning"), {"merge_note": "Nej.", "closing_on": today})
        decide = reverse("channels:decide_closing", args=[closing.pk])
        assert lead.post(decide, {"motive": "Ja."}).status_code == 302
        lead.post(step(closing, "meddelat"), {})
        assert help_address not in lead.get(page).text
        lead.post(step(closing, "arkiv"), {"choice": "preserve", "reason": "Unikt."})
        assert f'href="{help_address}" target="_blank"' in lead.get(page).text
    told = lead.get(help_address).text.split("Så gör andra kommuner")[0]
    assert "Riktlinjer för myndigheters användning av sociala medier" in told
    assert "E-delegationen" in told
    assert "V-105" in told
