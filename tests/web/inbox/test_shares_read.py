"""A share that a colleague reads first: exactly what was read goes out, once, or comes back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import make_event, wire_talking
from tests.factories.people import make_user

from torg.channels.models import ChannelClass
from torg.delivery.models import Act
from torg.desk.actions import let_go
from torg.desk.queries.undo import regrettable
from torg.inbox import actions
from torg.inbox.models import Message, Note, Share
from torg.inbox.queries import reposting as queries_of_reposting
from torg.inbox.queries.reposting import Sharing, reposting, share_digest
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.people.models import User
from torg.ports.network import EventKind, EventVerb

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]
WHY = Sharing(motive="Många undrar.")
UNDO = timedelta(minutes=10)


@pytest.fixture
def town() -> Iterator[Desk]:
    wire_talking()
    made = make_desk("goteborg")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def demanded(town: Desk, monkeypatch: pytest.MonkeyPatch) -> Message:
    """A question to share. None of the four demands a reader of a post like this; Göteborg asks
    for one (G-16), here as a demand."""
    channel = make_channel(
        department=town.department, network="x", channel_class=ChannelClass.MAIN, name="Staden"
    )
    message = arrive(channel, make_event("q1", kind=EventKind.MENTION, root="q1", parent=""))
    asked = reposting(message, Sharing(), at=timezone.now()).reader
    assert asked is not None
    assert not asked.required
    required = replace(asked, level="required")
    monkeypatch.setattr(queries_of_reposting, "four_eyes", lambda *_a, **_k: required)
    return message


def asked(desk: Desk, message: Message) -> Share:
    return actions.ask_share(message=message, sharing=WHY, by=desk.writer, now=timezone.now())


def read(share: Share, by: User, *, approve: bool = True, **more: Any) -> Share:
    given = {"content": share_digest(share), "now": timezone.now(), **more}
    return actions.read_share(share=share, approve=approve, by=by, **given)


def my_day(client: Client) -> str:
    return client.get(reverse("desk:show_day")).content.decode()


@pytest.mark.req("M1-15", "G-16")
def test_a_demanded_reader_reads_and_then_it_goes_out_once(
    town: Desk, demanded: Message, browse: Browse
) -> None:
    writer, reader = browse(town.writer), browse(town.colleague)
    dialog = reverse("inbox:repost", args=[demanded.pk])
    offered = writer.get(dialog).text
    assert "Be en kollega läsa" in offered
    assert 'value="share"' not in offered
    alone = writer.post(dialog, {"motive": "Många undrar."})
    assert (alone.status_code, Act.objects.count()) == (409, 0)
    assert "G-16" in alone.text
    waiting = writer.post(dialog, {"motive": "Många undrar.", "do": "reader"}, follow=True).text
    assert "Väntar på andra läsare" in waiting
    share = Share.objects.get()
    assert (share.state, share.needs_reader, Act.objects.count()) == ("awaiting", True, 0)
    page = reverse("inbox:read_share", args=[share.pk])
    assert page not in my_day(writer)
    assert writer.get(page).status_code == 403, "never one's own"
    assert page in my_day(reader)
    opened = reader.get(page).text
    assert "Många undrar." in opened
    sent = {"content": share_digest(share), "do": "approve"}
    assert reader.post(page, sent).status_code == 302
    share.refresh_from_db()
    act = Act.objects.get()
    assert (share.state, share.reader, act.created_by) == ("sent", town.colleague, town.colleague)
    assert (act.kind, act.payload["target"]["id"]) == ("repost", "q1")
    assert reader.post(page, sent).status_code == 409
    assert writer.post(dialog, {"do": "reader"}).status_code == 409
    assert Act.objects.count() == 1
    assert page not in my_day(reader)


def test_returned_with_a_reason_it_is_with_the_asker_again(
    town: Desk, demanded: Message, browse: Browse
) -> None:
    share = asked(town, demanded)
    writer, reader = browse(town.writer), browse(town.colleague)
    page = reverse("inbox:read_share", args=[share.pk])
    bare = reader.post(page, {"content": share_digest(share), "do": "return"})
    assert "Skriv vad som behöver ändras." in bare.text
    why = "Svara henne först, sedan delar vi."
    reader.post(page, {"content": share_digest(share), "do": "return", "note": why})
    dialog = reverse("inbox:repost", args=[demanded.pk])
    day = my_day(writer)
    assert why in day
    assert dialog in day
    assert why not in my_day(reader)
    again = writer.get(dialog).text
    assert why in again
    assert "Många undrar." in again, "what was said is kept"
    writer.post(dialog, {"motive": "Nu är hon besvarad.", "do": "reader"})
    assert Share.objects.get().state == "awaiting"
    drop = reverse("inbox:withdraw_share", args=[share.pk])
    assert writer.post(drop).status_code == 302
    assert Share.objects.get().state == "withdrawn"
    assert writer.post(drop).status_code == 409
    assert page not in my_day(reader)
    assert not Act.objects.exists()


@pytest.mark.parametrize("changed", ["motive", "co_arranged_with", "source_checked", "text"])
def test_an_approval_is_of_what_was_read_and_nothing_else(
    town: Desk, demanded: Message, changed: str
) -> None:
    share = asked(town, demanded)
    seen, other = share_digest(share), True if changed == "source_checked" else "Något annat."
    if changed == "text":
        Message.objects.filter(pk=demanded.pk).update(text=other)
    else:
        Share.objects.filter(pk=share.pk).update(**{changed: other})
    share.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        read(share, town.colleague, content=seen)
    assert refused.value.field == "content"
    assert not Act.objects.exists()


def test_what_the_resident_changed_or_took_away_is_not_shared(
    town: Desk, demanded: Message
) -> None:
    share = asked(town, demanded)
    edited = make_event(
        "q1", kind=EventKind.MENTION, root="q1", parent="", verb=EventVerb.EDITED,
        version="2", text="Nej, glöm det.",
    )  # fmt: skip
    arrive(demanded.channel, edited)
    with pytest.raises(Refusal):
        read(Share.objects.get(), town.colleague)
    returned = read(share, town.colleague, approve=False, note="Hon har ändrat sig.")
    assert (returned.state, Act.objects.count()) == ("returned", 0)


def test_the_asker_must_still_be_allowed_when_it_is_read(town: Desk, demanded: Message) -> None:
    share = asked(town, demanded)
    town.writer.grants.all().delete()
    with pytest.raises(Refusal):
        read(share, town.colleague)
    with pytest.raises(Denied):
        read(asked_by_lead(town, share), town.lead)
    assert not Act.objects.exists()


def asked_by_lead(desk: Desk, share: Share) -> Share:
    Share.objects.filter(pk=share.pk).update(asked_by=desk.lead)
    share.refresh_from_db()
    return share


def test_the_database_lets_no_unread_share_out(town: Desk, demanded: Message) -> None:
    share = asked(town, demanded)
    for wrong in (
        {"state": "sent", "sent_at": timezone.now()},
        {"reader": town.writer},
        {"state": "returned", "reader": town.lead},
        {"state": "failed"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Share.objects.filter(pk=share.pk).update(**wrong)


def test_a_reader_who_regrets_has_it_to_read_again(
    town: Desk, demanded: Message, browse: Browse
) -> None:
    share = asked(town, demanded)
    read(share, town.colleague, undo=UNDO)
    undo = reverse("inbox:undo_repost", args=[demanded.pk])
    assert [one.url for one in regrettable(town.colleague, timezone.now())] == [undo]
    assert browse(town.writer).post(undo).status_code == 403
    assert browse(town.colleague).post(undo).status_code == 302
    share.refresh_from_db()
    assert (share.state, share.reader, Act.objects.get().state) == ("awaiting", None, "cancelled")
    read(share, town.lead)
    assert Act.objects.filter(state="due").count() == 1


def test_refused_by_the_network_it_stands_with_the_asker(
    town: Desk, demanded: Message, browse: Browse
) -> None:
    read(asked(town, demanded), town.colleague)
    Act.objects.update(state="refused", cause="Kontot får inte dela just nu.")
    assert actions.return_refused(now=timezone.now()) == 1
    assert actions.return_refused(now=timezone.now()) == 0
    writer, dialog = browse(town.writer), reverse("inbox:repost", args=[demanded.pk])
    assert dialog in my_day(writer)
    assert "Kontot får inte dela just nu." in writer.get(dialog).text
    assert dialog not in my_day(browse(town.colleague))
    writer.post(dialog, {"motive": "Nu går det.", "do": "reader"})
    read(Share.objects.get(), town.lead)
    assert sorted(Act.objects.values_list("state", flat=True)) == ["due", "refused"]


@pytest.mark.req("S-38")
@pytest.mark.parametrize("stage", ["waits", "returned", "going", "read"])
def test_a_leaver_shares_nothing_more_and_colleagues_see_it(
    town: Desk,
    demanded: Message,
    browse: Browse,
    stage: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    admin = make_user(role="administrator", municipality=town.municipality)
    share = asked(town, demanded)
    leaver = town.colleague if stage == "read" else town.writer
    if stage == "returned":
        read(share, town.colleague, approve=False, note="Inte nu.")
    elif stage == "read":
        read(share, town.colleague, undo=UNDO)
    elif stage == "going":
        actions.withdraw_share(share=share, by=town.writer, now=timezone.now())
        monkeypatch.setattr(queries_of_reposting, "four_eyes", lambda *_a, **_k: None)
        actions.repost(message=demanded, sharing=WHY, by=town.writer, now=timezone.now(), undo=UNDO)
    page = reverse("desk:leave_person", args=[leaver.pk])
    assert "En delning som inte har gått ut stoppas" in browse(admin).get(page).text
    departure = let_go(user=leaver, colleague=None, by=admin, now=timezone.now())
    assert departure.did["shares"] == 1
    share.refresh_from_db()
    assert set(Act.objects.values_list("state", flat=True)) <= {"cancelled"}
    if stage == "read":
        assert (share.state, share.reader) == ("awaiting", None)
        assert reverse("inbox:read_share", args=[share.pk]) in my_day(browse(town.lead))
    else:
        assert share.state == "withdrawn"
        assert "Många undrar." in Note.objects.get().text
