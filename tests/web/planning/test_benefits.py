"""Nobody is paid for a post: declared where the rules ask, stopped when it is a yes (G-49–G-52)."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import wire_scripted
from tests.factories.inbox import Desk, make_desk
from tests.factories.planning import content, make_image

from torg.delivery.models import Act
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.models import User
from torg.planning import actions
from torg.planning.models import Post, Review
from torg.planning.queries import content_hash, standing_review

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]
NEW = "/planering/nytt/"
PROFILE = ("graphic_profile",)


@pytest.fixture
def town(db: None) -> Iterator[Desk]:
    wire_scripted()
    made = make_desk("goteborg")
    with scope(made.municipality.pk):
        yield made


def written(desk: Desk, now: datetime, **more: object) -> Post:
    return actions.write_post(
        department=desk.department, content=content(desk.channel, **more), by=desk.writer, now=now
    )


def pressed(client: Client, verb: str, post: Post, **sent: object) -> tuple[int, str]:
    answer = client.post(reverse(f"planning:{verb}", args=[post.pk]), sent)
    post.refresh_from_db()
    return answer.status_code, answer.content.decode()


def typed(desk: Desk, **more: object) -> dict[str, object]:
    return {
        "title": "Lunchen på torget",
        "department": str(desk.department.pk),
        "channels": [str(desk.channel.pk)],
        "text": "Lunchen på torget börjar klockan tolv.",
        **more,
    }


@pytest.mark.req("G-49")
def test_a_post_declares_that_nothing_was_received_and_a_yes_goes_nowhere(
    town: Desk, browse: Browse
) -> None:
    writer = browse(town.writer)
    asked = writer.get(NEW).content.decode()
    assert "Har någon fått betalt, eller fått en vara eller tjänst gratis" in asked
    assert "G-49" in asked
    silent = writer.post(NEW, typed(town))
    assert silent.status_code == 422
    assert "Lunchen på torget börjar klockan tolv." in silent.content.decode()
    assert not Post.objects.exists()
    assert writer.post(NEW, typed(town, received="something"))["Location"]
    post = Post.objects.get()
    for verb, sent in (("submit", {}), ("schedule_alone", {"confirmed": "on", "points": PROFILE})):
        actions.edit_post(
            post=post,
            content=content(town.channel, received="something"),
            revision=post.revision,
            by=town.writer,
            now=post.created_at,
        )
        status, text = pressed(writer, verb, post, **sent)
        assert (status, post.state) == (409, "draft"), verb
        assert "G-49, G-50, G-51" in text
    told = Entry.objects.filter(verb="post.written").latest("seq").told["facts"]
    assert told["received"] == "something"


@pytest.mark.req("G-50")
def test_the_stop_says_what_is_forbidden_whom_to_ask_and_what_to_do(
    town: Desk, browse: Browse, now: datetime
) -> None:
    text = pressed(browse(town.writer), "submit", written(town, now, received="something"))[1]
    assert "En tjänsteperson får inte ta emot betalning eller gåvor" in text
    assert "Tala med din chef" in text
    assert "Tacka nej till det som erbjudits" in text


def test_a_draft_keeps_its_answer_and_no_other_town_is_asked(
    town: Desk, browse: Browse, now: datetime
) -> None:
    post = written(town, now, received="nothing")
    address = reverse("planning:edit_post", args=[post.pk])
    page = browse(town.writer).get(address).content.decode()
    assert 'name="received" value="nothing" id="id_received_0" checked' in page
    assert (
        "Nej, ingenting"
        in browse(town.writer).get(reverse("planning:show_post", args=[post.pk])).content.decode()
    )
    other = make_desk("malmo")
    with scope(other.municipality.pk):
        assert 'name="received"' not in browse(other.writer).get(NEW).content.decode()
        answer = browse(other.writer).post(NEW, typed(other))
        assert answer.status_code == 302
        gained = written(other, now, received="something")
        with pytest.raises(Refusal, match="fått något gratis"):
            actions.submit(post=gained, by=other.writer, now=now)


def test_neither_an_approval_nor_the_minute_nor_the_database_lets_a_gain_out(
    town: Desk, now: datetime
) -> None:
    post = actions.submit(post=written(town, now), by=town.writer, now=now)
    read = content_hash(post)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(received="something")
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(received="perhaps")
    Post.objects.filter(pk=post.pk).update(received="")
    with pytest.raises(Refusal, match="ändrats"):
        actions.approve(post=post, content=read, checks=PROFILE, by=town.lead, now=now)
    post.refresh_from_db()
    with pytest.raises(Refusal, match="Ange om någon har fått betalt"):
        actions.approve(
            post=post, content=content_hash(post), checks=PROFILE, by=town.lead, now=now
        )


def test_an_approval_is_of_what_was_declared(town: Desk, now: datetime) -> None:
    post = actions.submit(post=written(town, now), by=town.writer, now=now)
    actions.approve(post=post, content=content_hash(post), checks=PROFILE, by=town.lead, now=now)
    post.refresh_from_db()
    assert standing_review(post) is not None
    Post.objects.filter(pk=post.pk).update(received="")
    minute = post.planned_at
    assert minute is not None
    missed = actions.release(post=post, now=minute)
    assert (missed.state, missed.setback[:24]) == ("missed", "Inlägget är inte längre ")
    actions.edit_post(
        post=post,
        content=content(town.channel, planned_wall="2026-09-11T09:00"),
        revision=post.revision,
        by=town.writer,
        now=minute,
    )
    assert Review.objects.get().voided_at is not None


@pytest.mark.req("G-52")
def test_another_s_logo_is_a_warning_until_a_reason_is_given(
    town: Desk, browse: Browse, now: datetime
) -> None:
    image, writer = make_image(town.department, town.writer, now), browse(town.writer)
    shown = typed(town, keep=[str(image.pk)], brands=[str(image.pk)], received="nothing")
    shown |= {"planned_wall": "2026-09-10T09:00", "answerer": str(town.colleague.pk)}
    warned = writer.post("/planering/granska-orden/", shown).content.decode()
    assert "Bilden visar någon annans logotyp eller produkt. Välj en annan bild" in warned
    writer.post(NEW, shown)
    post = Post.objects.get()
    status, text = pressed(writer, "submit", post)
    assert (status, post.state) == (409, "draft")
    assert "G-52" in text
    assert "skriv ett motiv" in text
    form = writer.get(reverse("planning:edit_post", args=[post.pk])).content.decode()
    assert f'id="brands-{image.pk}" value="{image.pk}" checked' in form
    reason = {"motive": "Skylten sitter på vår egen byggnad.", "revision": post.revision}
    saved = writer.post(reverse("planning:edit_post", args=[post.pk]), shown | reason)
    assert saved.status_code == 302
    assert pressed(writer, "submit", post)[0] == 302
    read = browse(town.lead).get(reverse("planning:show_post", args=[post.pk])).content.decode()
    assert "Visar någon annans logotyp eller produkt" in read
    assert "Skylten sitter på vår egen byggnad." in read


def went_out(desk: Desk, now: datetime, **more: object) -> Post:
    post = actions.submit(post=written(desk, now, **more), by=desk.writer, now=now)
    actions.approve(post=post, content=content_hash(post), checks=PROFILE, by=desk.lead, now=now)
    post.refresh_from_db()
    minute = post.planned_at
    assert minute is not None
    assert actions.release(post=post, now=minute).state == "released"
    Act.objects.filter(variant__post=post).update(state="live", done_at=minute, network_id="1")
    return post


@pytest.mark.req("G-51")
def test_the_year_s_account_has_no_gain_and_names_what_lacks_a_declaration(
    town: Desk, browse: Browse, now: datetime
) -> None:
    went_out(town, now)
    older = went_out(town, now, title="Från före frågan", planned_wall="2026-09-12T09:00")
    written(town, now, received="something")
    address = "/planering/forsakringar/"
    reader = browse(town.lead)
    assert "Inget saknas" in reader.get(address, {"ar": "2026"}).content.decode()
    Post.objects.filter(pk=older.pk).update(received="")
    page = reader.get(address, {"ar": "2026"}).content.decode()
    assert "Försäkran saknas för 1 av 2 publicerade inlägg" in page
    assert "Från före frågan" in page
    told = reader.get(address + "forsakringar.csv", {"ar": "2026"}).content.decode()
    rows = list(csv.reader(io.StringIO(told.removeprefix("\ufeff")), delimiter=";"))
    assert rows[9] == ["2026-09", "2", "1", "1", "0", "0"]
    assert len(rows) == 13
    before = reader.get(address, {"ar": "2025"}).content.decode()
    assert "Från före frågan" not in before
    assert reader.get(address, {"ar": "²"}).status_code == 200
    assert "Försäkringar om att inget" in reader.get("/kanalregister/rackvidd/").content.decode()
