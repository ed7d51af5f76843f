"""Whose acts and pauses: a department answers for its own channels (M2-11)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import make_channel
from tests.factories.people import make_department, make_user
from tests.factories.week import Week

from torg.channels.models import Channel
from torg.delivery.actions import enqueue, place_hold
from torg.delivery.models import Act, Hold
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied
from torg.people.models import User
from torg.ports.network import ActKind
from torg.rules.permissions import can_adopt_pack, check_can_set_mode

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]
ACTS = "/utskick/"
PAUSE = "/utskick/paus/"


@pytest.fixture
def library(week: Week) -> Channel:
    """Another department's channel."""
    unit = make_department(municipality=week.desk.municipality, name="Biblioteken")
    return make_channel(department=unit, name="Bibliotekens konto")


def act_on(channel: Channel, kind: ActKind, text: str, now: datetime) -> Act:
    payload = {"text": text, "target": {"network_id": "x"}}
    return enqueue(
        channel=channel, kind=kind, payload=payload, origin=Ref("test", text), by=None, now=now
    )


def test_a_lead_of_one_department_pauses_its_own_channels_only(
    week: Week, library: Channel, browse: Browse, now: datetime
) -> None:
    client = browse(make_user(role="account_lead", department=library.department))
    form = client.get(PAUSE).content.decode()
    assert "Bibliotekens konto" in form
    assert "Alla kanaler" not in form
    assert str(week.main.pk) not in form
    for channel in ("", str(week.main.pk)):
        client.post(PAUSE, {"channel": channel, "reason": "Nej"})
    assert not Hold.objects.exists()

    client.post(PAUSE, {"channel": str(library.pk), "reason": "Vi flyttar"})
    own = Hold.objects.get()
    over_all = place_hold(
        municipality=week.desk.municipality,
        channel=None,
        reason="Krisläge",
        by=week.desk.lead,
        now=now,
    )
    page = client.get(ACTS).content.decode()
    assert "Krisläge" in page
    assert page.count("Häv pausen") == 1
    assert client.post(reverse("delivery:lift_hold", args=[over_all.pk])).status_code == 403
    assert client.post(reverse("delivery:lift_hold", args=[own.pk])).status_code == 302
    assert Hold.objects.filter(lifted_at=None).get() == over_all


def test_crisis_and_rules_are_for_the_whole_municipality(library: Channel) -> None:
    lead = make_user(role="account_lead", department=library.department)
    assert not can_adopt_pack(lead)
    with pytest.raises(Denied):
        check_can_set_mode(lead)


def test_a_direct_message_that_leaves_is_read_by_those_who_read_messages(
    week: Week, library: Channel, browse: Browse, now: datetime
) -> None:
    act = act_on(week.main, ActKind.MESSAGE, "Ditt ärende om stöd", now)
    page = reverse("delivery:show_act", args=[act.pk])
    stranger = make_user(role="contact_centre", department=library.department)
    for person in (week.desk.writer, stranger):
        assert "Ditt ärende" not in browse(person).get(ACTS).content.decode()
        assert browse(person).get(page).status_code == 404
    assert "Ditt ärende" in browse(week.desk.centre).get(ACTS).content.decode()
    assert browse(week.desk.centre).get(page).status_code == 200


def test_another_departments_posts_are_seen_and_its_answers_are_not(
    week: Week, library: Channel, browse: Browse, now: datetime
) -> None:
    post = act_on(library, ActKind.PUBLISH, "Sagostund", now)
    answer = act_on(library, ActKind.REPLY, "Hej Anna", now)
    other = make_department(municipality=week.desk.municipality, name="Badhusen")
    swimmer = browse(make_user(role="communicator", department=other))
    listed = swimmer.get(ACTS).content.decode()
    assert "Sagostund" in listed
    assert "Hej Anna" not in listed
    for act, status in ((post, 200), (answer, 404)):
        assert swimmer.get(reverse("delivery:show_act", args=[act.pk])).status_code == status
    librarian = browse(make_user(role="communicator", department=library.department))
    assert "Hej Anna" in librarian.get(ACTS).content.decode()
