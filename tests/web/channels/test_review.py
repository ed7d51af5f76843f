"""The yearly review: when it is due, what it shows, and what a channel without effect leads to."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import make_event, wire_talking

from torg.channels.actions import drop_closing, tick_closing_item
from torg.channels.models import Channel, ChannelReview, Closing
from torg.channels.queries import not_closed
from torg.channels.queries.reviews import next_review, reviews_due
from torg.desk.jobs import ask_about_silence
from torg.kernel.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("malmo")
    with scope(made.municipality.pk):
        yield made


@pytest.mark.req("M1-52")
def test_it_is_due_after_a_year_and_overdue_after_its_grace(desk: Desk) -> None:
    Channel.objects.update(reviewed_on=date(2025, 9, 7))

    def stands(day: date) -> list[bool]:
        noon = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        return [one.late for one in reviews_due(desk.lead, not_closed(desk.lead), noon)]

    assert stands(date(2026, 9, 6)) == []
    assert stands(date(2026, 9, 7)) == [False]
    assert stands(date(2026, 10, 6)) == [False]
    assert stands(date(2026, 10, 7)) == [True]


@pytest.mark.req("M1-52", "M1-54")
def test_a_channel_without_effect_is_asked_to_close_with_its_checklist(desk: Desk) -> None:
    Channel.objects.update(reviewed_on=timezone.localdate() - timedelta(days=400))
    arrive(desk.channel, make_event(text="När öppnar badet?"), now=timezone.now())
    lead = Client()
    lead.force_login(desk.lead)
    day = reverse("desk:show_day")
    assert "Försenad" in lead.get(day).text
    page = reverse("desk:review_channel", args=[desk.channel.pk])
    assert "Omprövningen skulle göras" in lead.get(page).text
    refused = lead.post(page, {"outcome": "no_social_effect", "note": "Kvar i rutan"})
    assert refused.status_code == 422
    assert "Kvar i rutan" in refused.text
    given = {"outcome": "no_social_effect", "purpose_note": "Den når inte fram."}
    assert lead.post(page, given).status_code == 302
    review, channel, closing = (
        ChannelReview.objects.get(),
        Channel.objects.get(),
        Closing.objects.get(),
    )
    assert channel.reviewed_on == review.on
    assert set(review.figures) == {"posts", "comments", "answered", "in_time"}
    assert (closing.state, closing.origin) == ("asked", "review")
    assert "M1-54" in closing.cited
    items = list(closing.items.all())
    assert items[0].label == "flytta materialet till huvudkontot"
    told = lead.get(day).text
    assert "Kanaler på väg att avslutas" in told
    assert "Försenad" not in told
    assert tick_closing_item(item=items[0], by=desk.lead, now=timezone.now())


@pytest.mark.req("G-54")
def test_a_silent_channel_is_proposed_for_closing_once(db: None) -> None:
    wire_talking()
    desk = make_desk("goteborg")
    with scope(desk.municipality.pk):
        now, later = timezone.now(), timezone.now() + timedelta(days=1)
        Channel.objects.update(live_since=timezone.localdate() - timedelta(days=89))
        assert ask_about_silence(clock=lambda: now) == 0
        Channel.objects.update(live_since=timezone.localdate() - timedelta(days=400))
        assert ask_about_silence(clock=lambda: now) == 1
        assert ask_about_silence(clock=lambda: later) == 0
        closing = Closing.objects.get()
        assert (closing.state, closing.origin, closing.begun_by) == ("asked", "inactive", None)
        assert "G-54" in closing.cited
        lead = Client()
        lead.force_login(desk.lead)
        assert "Kanaler på väg att avslutas" in lead.get(reverse("desk:show_day")).text
        drop_closing(closing=closing, reason="Den behövs.", by=desk.lead, now=now)
        assert ask_about_silence(clock=lambda: later) == 0


def test_where_no_rule_speaks_it_is_done_by_hand(db: None) -> None:
    wire_talking()
    desk = make_desk("stockholm")
    with scope(desk.municipality.pk):
        now = timezone.now()
        assert next_review(desk.channel, now) is None
        assert reviews_due(desk.lead, not_closed(desk.lead), now) == []
        lead = Client()
        lead.force_login(desk.lead)
        page = reverse("desk:review_channel", args=[desk.channel.pk])
        assert "Inte reglerat här" in lead.get(page).text
        given = {"outcome": "close", "purpose_note": "Behövs inte längre."}
        assert lead.post(page, given).status_code == 302
        assert Closing.objects.get().cited == ""
