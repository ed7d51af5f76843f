"""A page that Torg does not hear: what stands on it is written in, promised, answered, recorded."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.inbox import Desk, make_desk
from tests.factories.people import make_user

from torg.channels.models import Channel, ChannelKind
from torg.inbox.actions import Seen, Words, note_answer, note_comment, set_kind
from torg.inbox.models import Message, Thread
from torg.inbox.queries import channels_by_hand
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.models import User

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2026, 9, 8, 8, tzinfo=UTC)  # a Tuesday morning
NOW = WRITTEN + timedelta(hours=2)
PAGE = "https://kommunen.example/badet/"


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    made = make_desk("vallentuna")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def site(desk: Desk) -> Channel:
    made: Channel = Channel.objects.create(
        municipality=desk.municipality, department=desk.department, name="Badets sida",
        network="web", kind=ChannelKind.OWN_SITE, import_reason="Fanns redan", state="live",
        created_at=WRITTEN, changed_at=WRITTEN,
    )  # fmt: skip
    return made


def seen(token: str = "ett", **more: Any) -> Seen:
    given: dict[str, Any] = {
        "text": "När öppnar badet?",
        "name": "Badgäst",
        "at": WRITTEN,
        "url": PAGE,
    }
    return Seen(**{"form_token": token, **given, **more})


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.req("M2-06")
def test_a_comment_on_an_own_page_gets_deadline_and_record(desk: Desk, site: Channel) -> None:
    noted = note_comment(channel=site, seen=seen(), by=desk.writer, now=NOW)
    assert (noted.made_available_at, noted.captured_at) == (WRITTEN, NOW)
    assert noted.due_at is not None
    assert noted.due_at > WRITTEN
    assert (noted.rule_id, noted.deadline["explanation"]) != ("", [])
    told = [one.verb for one in timeline(Ref("inbox.thread", str(noted.thread_id)))]
    assert sorted(told) == ["message.noted", "message.received"]
    assert note_comment(channel=site, seen=seen(), by=desk.writer, now=NOW) == noted
    assert Message.objects.count() == 1


def test_who_writes_again_on_the_same_page_goes_on_and_namesakes_elsewhere_do_not(
    desk: Desk, site: Channel
) -> None:
    first, again, elsewhere, nameless, other = (
        note_comment(channel=site, seen=one, by=desk.writer, now=NOW)
        for one in (
            seen(), seen("två", name=" badgäst ", text="Hallå?"), seen("tre", url=PAGE + "2"),
            seen("fyra", name=""), seen("fem", name=""),
        )
    )  # fmt: skip
    assert first.thread_id == again.thread_id
    assert len({one.thread_id for one in (first, elsewhere, nameless, other)}) == 4


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"text": "  "}, "text"), ({"at": NOW + timedelta(minutes=1)}, "at")],
)
def test_what_cannot_be_is_refused_at_its_field(
    desk: Desk, site: Channel, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        note_comment(channel=site, seen=seen(**wrong), by=desk.writer, now=NOW)
    assert refused.value.field == field
    assert not Message.objects.exists()


def test_a_connected_channel_and_a_stranger_are_refused(desk: Desk, site: Channel) -> None:
    with pytest.raises(Refusal, match="ansluten"):
        note_comment(channel=desk.channel, seen=seen(), by=desk.writer, now=NOW)
    reader = make_user(role="registrar", municipality=desk.municipality)
    with pytest.raises(Denied):
        note_comment(channel=site, seen=seen(), by=reader, now=NOW)
    assert channels_by_hand(desk.writer) == [site]
    assert channels_by_hand(reader) == []


@pytest.mark.req("M1-22")
def test_from_the_round_to_the_answer_on_the_page(desk: Desk, site: Channel) -> None:
    """Written in, answered where it stands, noted: done, on record, once."""
    client = browser(desk.writer)
    address = reverse("inbox:note_comment")
    form = client.get(f"{address}?kanal={site.pk}").text
    assert re.search(rf'value="{site.pk}"\s+selected', form)
    token = re.search(r'name="form_token" value="([^"]+)"', form)
    assert token is not None
    sent = {
        "channel": str(site.pk), "text": "När öppnar badet?", "name": "Badgäst",
        "at": "2026-09-08T10:00", "url": PAGE, "form_token": token.group(1),
    }  # fmt: skip
    missing = client.post(address, {**sent, "at": ""}).text
    assert "När öppnar badet?" in missing
    answer = client.post(address, sent, follow=True)
    thread = Thread.objects.get()
    assert thread.due_at is not None
    assert "Svaret är publicerat på sidan" in answer.text
    for unreachable in ("Skicka svar<", "Gilla<", "Dela vidare<"):
        assert unreachable not in answer.text
    assert PAGE in answer.text
    newest = thread.messages.get()
    set_kind(message=newest, kind="question", by=desk.writer, now=NOW)
    words = {"text": "Hej! Vi öppnar nio.", "form_token": "svar", "do": "noted"}
    for _twice in range(2):
        done = client.post(reverse("inbox:reply", args=[thread.pk]), words, follow=True)
        assert "Svaret är noterat" in done.text
    thread.refresh_from_db()
    assert (thread.state, thread.outcome) == ("done", "answered")
    assert not Thread.objects.filter(due_at__isnull=False).exists()
    assert thread.messages.filter(direction="out", text="Hej! Vi öppnar nio.").count() == 1
    verbs = [one.verb for one in timeline(Ref("inbox.thread", str(thread.pk)))]
    assert verbs.count("message.sent_by_hand") == 1


def test_an_answer_on_a_connected_channel_is_sent_not_noted(desk: Desk, site: Channel) -> None:
    noted = note_comment(channel=site, seen=seen(), by=desk.writer, now=NOW)
    thread = noted.thread
    Thread.objects.filter(pk=thread.pk).update(channel=desk.channel)
    with pytest.raises(Refusal, match="ansluten"):
        note_answer(thread=thread, words=Words(text="Hej", form_token="x"), by=desk.writer, now=NOW)
