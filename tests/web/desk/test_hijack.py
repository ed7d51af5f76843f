"""An account in other hands: pause, steps with their clocks, the public warning, the report."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.unit.channels.test_access import Keys, make_keys

from torg.channels.actions import mark_addresses
from torg.channels.models import Hijack, HijackStep
from torg.channels.queries.genuine import look_up
from torg.channels.queries.hijacks import STEPS, lines_of
from torg.delivery.queries import hold_over
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.models import User

pytestmark = pytest.mark.django_db
HANDLE = "https://www.facebook.com/provkommunen"


@pytest.fixture
def keys(db: None) -> Iterator[Keys]:
    made = make_keys("stockholm")
    with scope(made.channel.municipality_id):
        made.channel.address = HANDLE
        made.channel.save()
        mark_addresses(channel=made.channel, now=timezone.now())
        yield made


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def begun(keys: Keys, **more: str) -> Hijack:
    wall = timezone.localtime(timezone.now() - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    alarm = {"seen": "Någon säljer kryptovaluta.", "noticed_at": wall, "told_public": "on"}
    page = reverse("desk:begin_hijack", args=[keys.channel.pk])
    assert browser(keys.keeper).post(page, alarm | more).status_code == 302
    return Hijack.objects.get()


def test_the_alarm_pauses_warns_and_ends_with_a_report(keys: Keys) -> None:
    lead = browser(keys.keeper)
    page = reverse("desk:begin_hijack", args=[keys.channel.pk])
    kept = lead.post(page, {"seen": "Kvar i rutan", "noticed_at": "fel"})
    assert (kept.status_code, "Kvar i rutan" in kept.text) == (422, True)
    assert browser(keys.person).post(page, {}).status_code == 403
    hijack = begun(keys)
    assert hold_over(keys.channel) is not None
    assert look_up(HANDLE).verdict == "not_trusted"
    asked = Client().get(reverse("public:check"), {"konto": HANDLE}).text
    assert "Lita inte på kontot just nu" in asked
    assert "Ja, kontot är officiellt" not in asked
    told = Client().get(reverse("public:check_json"), {"konto": HANDLE}).json()
    assert told["verdict"] == "not_trusted"
    end = reverse("desk:end_hijack", args=[hijack.pk])
    report = {"report": "Lösenordet hade läckt.", "lift": "on"}
    early = lead.post(end, report)
    assert (early.status_code, "Lösenordet hade läckt." in early.text) == (409, True)
    for step in HijackStep.objects.all():
        take = reverse("desk:take_hijack_step", args=[step.pk])
        assert lead.post(take, {"do": "aside", "note": ""}).status_code == 409
        assert lead.post(take, {"do": "done", "note": "Klart"}).status_code == 302
        assert lead.post(take, {"do": "done"}).status_code == 409
    assert lead.post(end, report).status_code == 302
    assert look_up(HANDLE).verdict == "official"
    assert hold_over(keys.channel) is None
    entries = timeline(Ref("channels.hijack", str(hijack.pk)))
    assert len(entries) == len(STEPS) + 2, "each step stands in the log"
    record = reverse("desk:show_hijack", args=[hijack.pk])
    assert "Lösenordet hade läckt." in lead.get(record).text
    channel = reverse("channels:show_channel", args=[keys.channel.pk])
    assert record in lead.get(channel).text, "the finished playbook is found from its channel"
    assert record not in browser(keys.person).get(channel).text


def test_the_clocks_run_from_when_it_was_noticed(keys: Keys) -> None:
    hijack = begun(keys)
    due = {line.step.key: line.due for line in lines_of(hijack, timezone.now())}
    day, three = (hijack.noticed_at + timedelta(hours=hours) for hours in (24, 72))
    assert (due["warn"], due["report"], due["privacy"], due["tell"]) == (day, three, three, None)
    late = [one.step.key for one in lines_of(hijack, day + timedelta(minutes=1)) if one.late]
    assert late == ["judge", "warn"]


def test_an_alarm_that_is_kept_inside_warns_nobody(keys: Keys) -> None:
    begun(keys, told_public="")
    assert look_up(HANDLE).verdict == "official"


def test_the_database_keeps_one_alarm_its_report_and_its_steps(keys: Keys) -> None:
    hijack = begun(keys)
    page = reverse("desk:begin_hijack", args=[keys.channel.pk])
    shown = browser(keys.keeper).get(page).text
    assert reverse("desk:show_hijack", args=[hijack.pk]) in shown
    rows = HijackStep.objects.filter(key="tell")
    done = {"at": timezone.now(), "by": keys.keeper}
    for wrong in ({"state": "done"}, {"state": "aside", "note": "", **done}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    rows.update(state="done", **done)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="open")
    with pytest.raises(IntegrityError), transaction.atomic():
        Hijack.objects.update(state="over", over_at=timezone.now(), over_by=keys.keeper)
