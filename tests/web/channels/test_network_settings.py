"""The log of a channel's settings at its network, and the task that a change raises (V-114)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.factories.inbox import Desk, make_desk
from tests.factories.network import wire_talking

from torg.channels.actions import assess_settings, check_settings
from torg.channels.models import Channel, SettingsCheck
from torg.channels.queries import not_closed
from torg.channels.queries.network_settings import settings_due
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.models import Entry

pytestmark = pytest.mark.django_db
SEEN = {"comments": "open", "visitor_posts": "off", "tagging": "open"}


def noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=UTC)


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("vallentuna")
    with scope(made.municipality.pk):
        Channel.objects.update(live_since=date(2026, 1, 15), page_responsible=made.writer)
        made.channel.refresh_from_db()
        yield made


def due(desk: Desk, at: datetime) -> list[tuple[bool, bool, str]]:
    """changed, whether we answer for others, and the rule of that."""
    return [
        (one.changed, one.ours.responsible, str(one.ours.citation))
        for one in settings_due(desk.writer, not_closed(desk.writer), at)
    ]


@pytest.mark.req("V-114")
def test_half_a_year_or_a_change_raises_a_task_that_tells_whom_the_words_belong_to(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon(7, 15))
    assert due(desk, noon(7, 14)) == []
    [(changed, ours, clause)] = due(desk, noon(7, 15))
    assert (changed, ours) == (False, True)
    assert "V-111" in clause
    writer = Client()
    writer.force_login(desk.writer)
    day, page = reverse("desk:show_day"), reverse("channels:check_settings", args=[desk.channel.pk])
    told = writer.get(day).text
    assert "Gå igenom inställningarna på nätverket" in told
    assert "Vi ansvarar för andras inlägg" in told
    assert "V-111" in told
    assert writer.post(page, SEEN | {"tagging": "kanske"}).status_code == 422
    assert writer.post(page, SEEN).status_code == 302
    assert "Gå igenom inställningarna på nätverket" not in writer.get(day).text
    assert writer.post(page, SEEN | {"visitor_posts": "open"}).status_code == 302
    assert "Något har ändrats" in writer.get(day).text
    assert due(desk, noon(7, 15))[0][0]
    change = SettingsCheck.objects.get(differs=True)
    answer = reverse("channels:assess_settings", args=[change.pk])
    assert writer.post(answer, {"assessment": " "}).status_code == 422
    said = "Andra kan skriva på sidan nu, så ronderna omfattar också det."
    assert writer.post(answer, {"assessment": said}).status_code == 302
    assert writer.post(answer, {"assessment": said}).status_code == 409
    assert said in writer.get(page).text
    assert due(desk, noon(7, 16)) == []
    assert due(desk, datetime(2027, 1, 14, 10, tzinfo=UTC)) == []
    assert len(due(desk, datetime(2027, 1, 15, 10, tzinfo=UTC))) == 1
    verbs = list(Entry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs.count("channel.settings_checked") == 2
    assert verbs[-1] == "channel.settings_assessed"


def test_the_register_that_closes_the_comments_asks_for_a_new_look(desk: Desk) -> None:
    check_settings(channel=desk.channel, **SEEN, by=desk.writer, now=noon(7, 15))
    assert due(desk, noon(7, 16)) == []
    Channel.objects.update(comments_open=False)
    [(changed, _ours, _clause)] = due(desk, noon(7, 16))
    assert changed
    check_settings(
        channel=desk.channel, **SEEN | {"comments": "off"}, by=desk.writer, now=noon(7, 16)
    )


@pytest.mark.parametrize(("network", "ours"), [("facebook", True), ("x", False)])
def test_each_look_keeps_whom_the_words_belonged_to(desk: Desk, network: str, ours: bool) -> None:
    Channel.objects.update(network=network)
    desk.channel.refresh_from_db()
    made = check_settings(channel=desk.channel, **SEEN, by=desk.writer, now=noon(7, 15))
    assert made.responsible is ours
    assert ("V-111" if ours else "V-113") in made.clause


def test_only_who_answers_for_the_page_looks_and_nothing_is_asked_where_no_rule_asks(
    desk: Desk,
) -> None:
    with pytest.raises(Denied):
        check_settings(channel=desk.channel, **SEEN, by=desk.centre, now=noon(7, 15))
    made = check_settings(channel=desk.channel, **SEEN, by=desk.writer, now=noon(7, 15))
    with pytest.raises(Refusal):
        assess_settings(check=made, assessment="Inget.", by=desk.writer, now=noon(7, 15))
    with pytest.raises(IntegrityError), transaction.atomic():
        SettingsCheck.objects.filter(pk=made.pk).update(tagging="kanske")
    other = make_desk("malmo")
    with scope(other.municipality.pk):
        Channel.objects.update(live_since=date(2020, 1, 1))
        assert settings_due(other.lead, not_closed(other.lead), noon(7, 15)) == []
