"""The acts as people see them: pauses with their reason, the unclear with what was found."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.people import make_user
from tests.factories.week import Week

from torg.delivery.models import Act, Hold
from torg.people.models import User

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]
ACTS = "/utskick/"
PAUSE = "/utskick/paus/"


def unclear(week: Week) -> Act:
    return Act.objects.get(variant__post=week.unknown)


def page(client: Client, act: Act) -> str:
    return client.get(reverse("delivery:show_act", args=[act.pk])).content.decode()


def test_the_unclear_stand_on_top(week: Week, browse: Browse) -> None:
    text = browse(week.desk.lead).get(ACTS).content.decode()
    assert text.index("Oklart – behöver en blick") < text.index("Alla uppdrag")
    assert "Inlägget: Trafikomläggning i hamnen" in text
    assert "Oklart –" not in browse(week.desk.lead).get(ACTS, {"fore": "x"}).content.decode()


def test_the_filter_shows_one_state(week: Week, browse: Browse) -> None:
    text = browse(week.desk.writer).get(ACTS, {"lage": "refused"}).content.decode()
    assert "Inlägget: Bibliotekets vecka" in text
    assert "Inlägget: Fritidskort" not in text


def test_a_pause_needs_a_reason_and_then_everyone_sees_it(week: Week, browse: Browse) -> None:
    lead = browse(week.desk.lead)
    empty = lead.post(PAUSE, {"channel": str(week.main.pk), "reason": ""})
    assert empty.status_code in {200, 422}
    assert f'value="{week.main.pk}" selected' in empty.content.decode()
    assert not Hold.objects.exists()
    done = lead.post(PAUSE, {"channel": "", "reason": "Krisläge i hamnen"}, follow=True)
    assert "Publiceringen är pausad." in done.content.decode()
    for person in (week.desk.writer, week.desk.centre):
        text = browse(person).get("/planering/").content.decode()
        assert f"pausad av {week.desk.lead}: Krisläge i hamnen" in text
    again = lead.post(PAUSE, {"channel": "", "reason": "Samma sak igen"})
    assert "redan pausad" in again.content.decode()
    assert "Samma sak igen" in again.content.decode()


def test_a_pause_ends_without_a_flood(week: Week, browse: Browse) -> None:
    lead = browse(week.desk.lead)
    waiting = week.out("Fastnat under pausen", week.bus, -1, "due")
    lead.post(PAUSE, {"channel": "", "reason": "Krisläge"})
    lift = reverse("delivery:lift_hold", args=[Hold.objects.get().pk])
    assert browse(week.desk.writer).post(lift).status_code == 403
    text = lead.post(lift, follow=True).content.decode()
    assert "Pausen är hävd. Ett missat uppdrag skickas inte" in text
    assert Act.objects.get(variant__post=waiting).state == "cancelled"
    lead.post(PAUSE, {"channel": "", "reason": "Igen"})
    lift = reverse("delivery:lift_hold", args=[Hold.objects.get(lifted_at=None).pk])
    assert "Inget missades." in lead.post(lift, follow=True).content.decode()


def test_a_communicator_cannot_pause(week: Week, browse: Browse) -> None:
    client = browse(week.desk.writer)
    assert client.post(PAUSE, {"channel": "", "reason": "Nej"}).status_code == 403
    assert "Pausa publicering" not in client.get(ACTS).content.decode()
    assert not Hold.objects.exists()


def test_the_page_of_an_unclear_act_says_what_was_found_and_what_to_do(
    week: Week, browse: Browse
) -> None:
    text = page(browse(week.desk.lead), unclear(week))
    assert "Det är oklart om det gick ut" in text
    assert "Kontot lästes av utan att inlägget syntes säkert." in text
    assert "Titta på kontot och berätta vad du ser." in text
    assert "Vad ser du på nätverket?" not in page(browse(week.desk.writer), unclear(week))


def test_a_person_settles_what_the_network_cannot_tell(week: Week, browse: Browse) -> None:
    act = unclear(week)
    address = reverse("delivery:settle_act", args=[act.pk])
    lead = browse(week.desk.lead)
    without = lead.post(address, {"is_live": "yes", "url": "", "note": "Det syns på kontot"})
    assert without.status_code == 409
    assert "Klistra in adressen" in without.content.decode()
    assert "Det syns på kontot" in without.content.decode()
    nothing = lead.post(address, {"url": "https://x.example/1", "note": ""})
    assert nothing.status_code == 422
    assert "https://x.example/1" in nothing.content.decode()
    done = lead.post(
        address,
        {"is_live": "yes", "url": "https://x.example/1", "note": "Det syns på kontot"},
        follow=True,
    )
    assert "Det är inte längre oklart." in done.content.decode()
    act.refresh_from_db()
    assert (act.state, act.network_url) == ("live", "https://x.example/1")
    late = lead.post(address, {"is_live": "no", "note": "Nej"})
    assert late.status_code == 409
    assert "inte längre oklart" in late.content.decode()


def test_only_who_may_settle_settles(week: Week, browse: Browse) -> None:
    act = unclear(week)
    for verb in ("settle_act", "look_now"):
        address = reverse(f"delivery:{verb}", args=[act.pk])
        given = {"is_live": "no", "note": "Syns inte"}
        assert browse(week.desk.writer).post(address, given).status_code == 403
    act.refresh_from_db()
    assert act.state == "unknown"


def test_to_look_again_makes_no_double(week: Week, browse: Browse, now: datetime) -> None:
    act = unclear(week)
    text = (
        browse(week.desk.lead)
        .post(reverse("delivery:look_now", args=[act.pk]), follow=True)
        .content.decode()
    )
    assert "kontrolleras igen" in text
    act.refresh_from_db()
    assert act.state == "unknown"
    assert act.uncertain_until is not None
    assert act.uncertain_until <= now


def test_a_refusal_says_who_can_mend_it(week: Week, browse: Browse) -> None:
    text = page(browse(week.desk.writer), Act.objects.get(variant__post=week.refused))
    assert "bilden är för stor" in text
    assert "Den som skrev avgör" in text


def test_an_official_of_another_municipality_sees_no_act(week: Week, browse: Browse) -> None:
    stranger = make_user(role="account_lead")
    text = browse(stranger).get(ACTS).content.decode()
    assert "Trafikomläggning" not in text
    assert browse(stranger).get(f"{ACTS}{unclear(week).pk}/").status_code == 404
