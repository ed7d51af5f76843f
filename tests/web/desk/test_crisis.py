"""The crisis mode is entered and left by hand; everybody sees it, and why (S-27)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import make_event, wire_talking
from tests.factories.people import make_user

from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.models import User
from torg.rules.models import ModeFlag
from torg.rules.queries import Mode, mode

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 12, 18, 0, tzinfo=UTC)
WHY = "Stormen har slagit ut elen."
BEGIN = {"reason": WHY, "decider": "Krisledningens ordförande"}
BAND = "Krisläge sedan"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    wire_talking()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    made = make_desk("stockholm")
    with scope(made.municipality.pk):
        yield made


def browse(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, name: str = "desk:show_crisis") -> str:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


@pytest.mark.req("S-27")
def test_the_page_begins_a_crisis_on_a_channel_and_ends_it(desk: Desk) -> None:
    lead, writer = browse(desk.lead), browse(desk.writer)
    opened = shown(lead)
    assert "svar inom 2 timmar, dygnet runt" in opened
    assert "S-27" in opened
    assert "/handbok/falt/kris/" in opened
    begun = lead.post(reverse("desk:begin_crisis"), {**BEGIN, "channels": [str(desk.channel.pk)]})
    assert begun.status_code == 302
    for page in (shown(writer), shown(writer, "rules:show_pack"), shown(writer, "desk:show_day")):
        assert BAND in page
        assert WHY in page
    page = shown(lead)
    assert desk.channel.name in page
    assert BEGIN["decider"] in page
    at = NOW + timedelta(minutes=5)
    assert arrive(desk.channel, make_event("f1", at=at)).due_at == at + timedelta(hours=2)
    lead.post(reverse("desk:end_crisis"), {"reason": "Elen är åter.", "decider": "Chefen"})
    assert mode(desk.municipality) is Mode.ORDINARY
    over = shown(writer)
    assert BAND not in over
    assert "Elen är åter." in over
    assert WHY in over, "it stays in the history"
    verbs = Entry.objects.filter(verb="rules.set_mode").order_by("seq")
    assert [one.told["facts"]["mode"] for one in verbs] == ["crisis", "ordinary"]


def test_only_who_holds_publishing_everywhere_may_and_what_was_typed_stays(desk: Desk) -> None:
    writer = browse(desk.writer)
    assert reverse("desk:begin_crisis") not in shown(writer)
    assert writer.post(reverse("desk:begin_crisis"), BEGIN).status_code == 403
    unit_lead = make_user(role="account_lead", department=desk.department)
    assert browse(unit_lead).post(reverse("desk:begin_crisis"), BEGIN).status_code == 403
    wrong = browse(desk.lead).post(reverse("desk:begin_crisis"), {**BEGIN, "decider": ""})
    assert wrong.status_code == 422
    assert WHY in wrong.content.decode()
    assert not ModeFlag.objects.exists()


def test_a_crisis_without_a_reason_is_refused_by_the_database(desk: Desk) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ModeFlag.objects.create(municipality=desk.municipality, mode=Mode.CRISIS, since=NOW)


def test_where_the_rules_say_nothing_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    wire_talking()
    desk = make_desk("malmo")
    assert "Inte reglerat här" in shown(browse(desk.lead))
