"""Presence, drafts, filters, preferences and the button that takes back: as requests."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import make_event, wire_talking
from tests.factories.people import make_user

from torg.delivery.models import Act
from torg.desk.queries.objects import KINDS
from torg.desk.views import presence
from torg.inbox import queries as inbox
from torg.inbox.models import Reply, Thread
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.actions import tidy
from torg.people.models import Draft, Presence, SavedFilter, User

pytestmark = pytest.mark.django_db
TEXT = "Klockan tio.\n\nHälsningar Omar, kommunikatör"


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("vallentuna")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def thread(desk: Desk) -> Thread:
    return arrive(desk.channel, make_event(at=timezone.now() - timedelta(minutes=5))).thread


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def here(thread: Thread) -> str:
    return reverse("desk:note_presence", args=["konversation", thread.pk])


def test_each_sees_the_other_read_and_write(desk: Desk, thread: Thread) -> None:
    writer, colleague = browser(desk.writer), browser(desk.colleague)
    assert writer.post(here(thread), {"mode": "viewing"}).status_code == 200
    seen = colleague.post(here(thread), {"mode": "viewing"}).content.decode()
    assert desk.writer.full_name in seen
    assert "läser" in seen
    assert desk.colleague.full_name not in seen
    writer.post(here(thread), {"mode": "writing"})
    assert "skriver svar" in colleague.post(here(thread), {"mode": "viewing"}).content.decode()
    writer.post(here(thread), {"mode": "left"})
    assert desk.writer.full_name not in colleague.post(here(thread)).content.decode()


def test_unchanged_presence_answers_nothing_and_old_is_forgotten(
    desk: Desk, thread: Thread
) -> None:
    browser(desk.writer).post(here(thread))
    client = browser(desk.colleague)
    text = client.post(here(thread)).content.decode()
    mark = text.split('data-presence-known="')[1].split('"')[0]
    assert client.post(here(thread), {"known": mark}).status_code == 204
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=36))
    assert desk.writer.full_name not in client.post(here(thread)).content.decode()
    tidy(now=timezone.now() + timedelta(minutes=10))
    assert not Presence.objects.exists()


def test_presence_is_kept_where_one_may_not_look(desk: Desk, thread: Thread) -> None:
    outsider = make_user(role="administrator", municipality=desk.municipality)
    assert browser(outsider).post(here(thread)).status_code == 404
    stranger = make_user(role="communicator")
    assert browser(stranger).post(here(thread)).status_code == 404
    nowhere = reverse("desk:note_presence", args=["nagot", uuid4()])
    assert browser(desk.writer).post(nowhere).status_code == 404


def test_every_kind_of_thing_says_what_one_does_there() -> None:
    """A sign of life from an application once had no words and ended in a fault of ours."""
    assert presence.WRITES.keys() == KINDS.keys()


def keep(client: Client, thread: Thread, text: str, token: str = "t") -> int:
    address = reverse("desk:keep_draft", args=["reply", thread.pk])
    return client.post(address, {"text": text, "draft_token": token}).status_code


def test_a_draft_comes_back_to_its_writer_only(desk: Desk, thread: Thread) -> None:
    page = reverse("inbox:show_thread", args=[thread.pk])
    client = browser(desk.writer)
    assert keep(client, thread, "Halvfärdigt svar") == 204
    text = client.get(page).content.decode()
    assert "Halvfärdigt svar" in text
    assert "Återställt utkast från" in text
    assert "Halvfärdigt svar" not in browser(desk.colleague).get(page).content.decode()
    assert b"t-draft__drop" in client.get(page).content
    client.post(
        reverse("desk:drop_draft", args=["reply", thread.pk]),
        {"draft_token": "t"},
        headers={"referer": f"http://testserver{page}"},
    )
    assert "Halvfärdigt svar" not in client.get(page).content.decode()
    assert keep(client, thread, "För sent", "t") == 410


def test_what_was_sent_leaves_no_draft(desk: Desk, thread: Thread) -> None:
    client = browser(desk.writer)
    keep(client, thread, TEXT)
    client.post(
        reverse("inbox:reply", args=[thread.pk]),
        {"text": TEXT, "form_token": "f", "draft_token": "t", "known": inbox.seen_now(thread)},
    )
    assert Draft.objects.get().is_empty
    assert keep(client, thread, "En sen ström av ord", "t") == 410
    tidy(now=timezone.now() + timedelta(days=31))
    assert not Draft.objects.exists()


def test_the_button_takes_back_the_act_on_any_page(desk: Desk, thread: Thread) -> None:
    client = browser(desk.writer)
    sent = {"text": TEXT, "form_token": "f", "known": inbox.seen_now(thread)}
    client.post(reverse("inbox:reply", args=[thread.pk]), sent)
    day = client.get(reverse("desk:show_day")).content.decode()
    assert "Svaret är på väg." in day
    undo = reverse("inbox:undo_reply", args=[Reply.objects.get().pk])
    assert undo in day
    assert browser(desk.colleague).post(undo).status_code == 403
    page = client.post(undo, follow=True).content.decode()
    assert "Ångrat. Inget har skickats" in page
    assert "Klockan tio." in page
    assert Act.objects.get().state == "cancelled"
    assert client.post(undo).status_code == 409


def test_who_wants_no_regret_sends_at_once(desk: Desk, thread: Thread) -> None:
    client = browser(desk.writer)
    address = reverse("desk:set_preferences")
    client.post(address, {"undo_seconds": "0"})
    desk.writer.refresh_from_db()
    assert (desk.writer.undo_seconds, desk.writer.shortcuts_on) == (0, False)
    assert 'data-keys="on"' not in client.get(address).content.decode()
    assert client.post(address, {"undo_seconds": "3600"}).status_code == 200
    sent = {"text": TEXT, "form_token": "f"}
    page = client.post(reverse("inbox:reply", args=[thread.pk]), sent, follow=True)
    assert "Svaret är på väg." in page.content.decode()
    assert Act.objects.get().not_before <= timezone.now()


def test_a_filter_is_saved_counted_and_opens_the_list(desk: Desk, thread: Thread) -> None:
    client, inkorg = browser(desk.writer), reverse("inbox:list_threads")
    new = reverse("desk:new_filter", args=["inbox"])
    assert client.post(f"{new}?efter=x", {"name": "Inget"}).status_code == 409
    found = client.post(
        f"{new}?sort=question&efter=abc&okand=1", {"name": "Frågor", "is_default": "on"}
    )
    assert found["Location"] == f"{inkorg}?sort=question"
    assert client.get(inkorg)["Location"] == f"{inkorg}?sort=question"
    assert "Frågor" in client.get(f"{inkorg}?ko=nya").content.decode()
    client.post(f"{new}?sort=praise", {"name": "Frågor"})
    assert SavedFilter.objects.get().query == "sort=praise"
    assert client.get(inkorg).status_code == 200
    delete = reverse("desk:delete_filter", args=[SavedFilter.objects.get().pk])
    assert browser(desk.colleague).post(delete).status_code == 404
    assert client.post(delete).status_code == 302
    assert not SavedFilter.objects.exists()


def test_a_filter_is_shared_by_permission_with_the_own_department(desk: Desk) -> None:
    new = reverse("desk:new_filter", args=["calendar"]) + "?mina=1"
    sent = {"name": "Mina inlägg", "department": str(desk.department.pk)}
    browser(desk.writer).post(new, sent)
    assert SavedFilter.objects.get().department is None, "a communicator may not share"
    browser(desk.lead).post(new, {**sent, "name": "Enhetens"})
    listed = reverse("desk:list_filters")
    assert "Enhetens" in browser(desk.colleague).get(listed).content.decode()
    elsewhere = make_user(role="communicator", municipality=desk.municipality)
    assert "Enhetens" not in browser(elsewhere).get(listed).content.decode()
    shared = SavedFilter.objects.get(name="Enhetens")
    edit = reverse("desk:edit_filter", args=[shared.pk])
    assert browser(desk.colleague).post(edit, {"name": "Min"}).status_code == 404
    browser(desk.colleague).post(reverse("desk:choose_default", args=[shared.pk]), {"on": "1"})
    planning = reverse("planning:list_posts")
    assert browser(desk.colleague).get(planning).status_code == 302
    assert browser(desk.lead).get(planning).status_code == 200


def test_what_a_unit_no_longer_shares_stands_in_the_log(desk: Desk) -> None:
    """Taken back by an edit, by saving anew under the name, and by taking the filter away."""
    new = reverse("desk:new_filter", args=["calendar"]) + "?mina=1"
    alone, shared = {"name": "Enhetens"}, {"name": "Enhetens", "department": desk.department.pk}
    client = browser(desk.lead)
    told: list[int] = []

    def press(address: str, sent: Mapping[str, object]) -> None:
        assert client.post(address, sent).status_code == 302
        told.append(Entry.objects.filter(verb="people.unshare_filter").count())

    press(new, shared)
    edit = reverse("desk:edit_filter", args=[SavedFilter.objects.get().pk])
    press(edit, {**shared, "name": "Enhetens"})
    press(edit, alone)
    press(edit, alone)
    press(new, shared)
    press(new, alone)
    assert told == [0, 0, 1, 1, 1, 2]


def test_background_requests_never_lead_a_writer_away(desk: Desk, thread: Thread) -> None:
    answer = Client().post(here(thread), headers={"torg-background": "1"})
    assert (answer.status_code, answer["Torg-Signed-Out"]) == (204, "1")


def test_what_was_sent_after_the_sign_in_had_ended_is_there_again(
    desk: Desk, thread: Thread
) -> None:
    page = reverse("inbox:show_thread", args=[thread.pk])
    client = browser(desk.writer)
    of = re.search(r'name="draft_of" value="([^"]+)"', client.get(page).content.decode())
    assert of
    sent = {"text": "Ett långt svar", "draft_of": of[1], "draft_token": "t", "do": "send"}
    for user in (desk.colleague, desk.writer):
        client = Client()
        answer = client.post(reverse("inbox:reply", args=[thread.pk]), sent)
        assert answer.status_code == 302
        client.force_login(user)
        shown = client.get(page).content.decode()
        assert ("Ett långt svar" in shown) == (user == desk.writer)
    assert not Reply.objects.exists()
    assert "draft_of" not in Draft.objects.get().fields


@pytest.mark.parametrize("of", ["", "reply/x/y", "reply", "a/b/c/d"])
def test_what_is_no_form_of_ours_is_not_held(of: str, desk: Desk, thread: Thread) -> None:
    client = Client()
    client.post(reverse("inbox:reply", args=[thread.pk]), {"text": "x", "draft_of": of})
    assert "unsent" not in client.session


def test_ended_sessions_are_taken_away(desk: Desk) -> None:
    browser(desk.writer)
    tidy(now=timezone.now() + timedelta(hours=11))
    assert Session.objects.count() == 1
    tidy(now=timezone.now() + timedelta(hours=13))
    assert not Session.objects.exists()


def test_an_old_tab_shows_what_was_typed_and_sends_it_on_request(
    desk: Desk, thread: Thread
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.writer)
    address = reverse("inbox:reply", args=[thread.pk])
    sent = {"text": TEXT, "form_token": "f", "known": inbox.seen_now(thread)}
    ours = {"origin": "http://testserver"}
    answer = client.post(address, {**sent, "csrfmiddlewaretoken": "old"}, headers=ours)
    body = answer.content.decode()
    assert answer.status_code == 403
    assert "Inget har skickats än" in body
    assert "Klockan tio." in body
    assert 'name="form_token" value="f"' in body
    fresh = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
    assert fresh
    again = {**sent, "csrfmiddlewaretoken": fresh[1]}
    assert client.post(address, again, headers=ours).status_code == 302
    assert Reply.objects.count() == 1
    foreign = client.post(address, sent, headers={"origin": "https://ond.example"})
    assert foreign.status_code == 403
    assert "Klockan tio." not in foreign.content.decode()


def test_after_signing_in_again_the_page_of_the_form_opens(desk: Desk, thread: Thread) -> None:
    page = reverse("inbox:show_thread", args=[thread.pk])
    sent = reverse("inbox:reply", args=[thread.pk])
    answer = Client().post(sent, headers={"referer": f"http://testserver{page}?ko=nya"})
    assert answer["Location"].endswith(f"?next={page.replace('/', '%2F')}%3Fko%3Dnya")
    for outside in ("https://ond.example/x", "//ond.example"):
        answer = Client().post(sent, headers={"referer": outside})
        assert answer["Location"].endswith("?next=%2F")
