"""What is named and ticked before a post goes out: sender, answerer, points of the approval."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import make_channel, wire_scripted
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import CAT, make_event
from tests.factories.people import make_department, make_user
from tests.factories.planning import TICKED, content

from torg.channels.models import Channel, ChannelClass
from torg.delivery.models import Act, Publication
from torg.inbox.models import Thread
from torg.inbox.queries import to_answer
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.people.actions import deactivate_user
from torg.people.models import User
from torg.planning import actions
from torg.planning.models import Post, Review
from torg.planning.queries import content_hash

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]
OUTSIDE = {"shared_from": "https://exempel.example/1", "co_arranged_with": "Simklubben Delfinen"}


def pressed(client: Client, verb: str, post: Post, **data: object) -> tuple[int, str]:
    answer = client.post(reverse(f"planning:{verb}", args=[post.pk]), data)
    post.refresh_from_db()
    return answer.status_code, answer.content.decode()


def written(desk: Desk, now: datetime, *channels: Channel, **more: object) -> Post:
    told = content(*channels, **more)
    return actions.write_post(department=desk.department, content=told, by=desk.writer, now=now)


def left(desk: Desk, now: datetime, *channels: Channel, **more: object) -> Post:
    """A post that waits for a reader."""
    post = written(desk, now, *channels, **more)
    return actions.submit(post=post, by=desk.writer, now=now)


@pytest.mark.req("M1-38")
def test_the_main_page_waits_until_it_is_ticked_that_it_concerns_the_residents(
    desk: Desk, main_page: Channel, browse: Browse, now: datetime
) -> None:
    post, reader = left(desk, now, main_page), browse(desk.lead)
    read = {"content": content_hash(post), "checks": ["tone"]}
    status, text = pressed(reader, "approve", post, **read)
    assert (status, post.state) == (409, "submitted")
    assert "Bocka av innan du godkänner: angår och tilltalar invånarna." in text
    assert "M1-38" in text
    assert 'value="tone" id="id_checks_0" checked' in text
    assert pressed(reader, "approve", post, **read, points=["relevant"])[0] == 302
    assert post.state == "approved"
    assert Review.objects.get().checks == ["tone", "relevant"]


def test_other_channels_are_not_asked_and_nobody_invents_points(
    desk: Desk, browse: Browse, now: datetime
) -> None:
    post = left(desk, now, desk.channel)
    page = browse(desk.lead).get(reverse("planning:show_post", args=[post.pk])).content.decode()
    assert "Detta stämmer" not in page
    read = {"content": content_hash(post), "points": ["relevant"]}
    assert pressed(browse(desk.lead), "approve", post, **read)[0] == 422
    assert post.state == "submitted"


def test_goteborgs_profile_is_ticked_by_reader_or_planner(
    db: None, browse: Browse, now: datetime
) -> None:
    """The post's half of G-02; the channel's launch is the other."""
    desk = make_desk("goteborg")
    with scope(desk.municipality.pk):
        post = left(desk, now, desk.channel)
        status, text = pressed(browse(desk.lead), "approve", post, content=content_hash(post))
        assert (status, post.state) == (409, "submitted")
        assert "följer den grafiska profilen" in text
        assert "G-02" in text
        mine, writer = written(desk, now, desk.channel), browse(desk.writer)
        status, text = pressed(writer, "schedule_alone", mine, confirmed="on")
        assert (status, mine.state) == (409, "draft")
        assert "G-02" in text
        assert 'id="id_confirmed" checked' in text
        sent = {"confirmed": "on", "points": ["graphic_profile"]}
        assert pressed(writer, "schedule_alone", mine, **sent)[0] == 302
        assert (mine.state, mine.ticked) == ("approved", ["graphic_profile"])
        changed = content(desk.channel, title="Ny rubrik")
        edited = actions.edit_post(
            post=mine, content=changed, revision=mine.revision, by=desk.writer, now=now
        )
        assert edited.ticked == [], "new words are ticked anew"


def test_what_was_ticked_goes_with_the_post_to_its_minute(
    desk: Desk, main_page: Channel, now: datetime
) -> None:
    wire_scripted()
    post = left(desk, now, main_page)
    read = content_hash(post)
    post = actions.approve(post=post, content=read, checks=TICKED, by=desk.lead, now=now)
    Review.objects.update(checks=["tone"])
    minute = post.planned_at
    assert minute is not None
    missed = actions.release(post=post, now=minute)
    assert missed.state == "missed"
    assert "M1-38" in missed.setback


@pytest.mark.req("M1-36")
def test_material_from_outside_names_its_sender_in_the_municipality(
    desk: Desk, main_page: Channel, browse: Browse, now: datetime
) -> None:
    post, writer = written(desk, now, main_page, **OUTSIDE), browse(desk.writer)
    status, text = pressed(writer, "submit", post)
    assert (status, post.state) == (409, "draft")
    assert "Ange att kommunen är avsändare." in text
    assert "M1-36" in text
    form = {
        "title": post.title, "department": str(desk.department.pk), "text": post.text,
        "channels": [str(main_page.pk)], "planned_wall": post.planned_wall,
        "relevance": post.relevance, "answerer": str(desk.writer.pk), "revision": post.revision,
        **OUTSIDE,
    }  # fmt: skip
    words = "/planering/granska-orden/"
    assert "Avsändare:" not in writer.post(words, form).content.decode()
    form["sender"] = str(desk.department.pk)
    shown = f"Avsändare: {desk.municipality}, {desk.department}"
    assert shown in writer.post(words, form).content.decode()
    assert writer.post(reverse("planning:edit_post", args=[post.pk]), form).status_code == 302
    post.refresh_from_db()
    post = actions.submit(post=post, by=desk.writer, now=now)
    Post.objects.filter(pk=post.pk).update(sender=None)
    read = {"content": content_hash(post), "points": ["relevant"]}
    status, text = pressed(browse(desk.lead), "approve", post, **read)
    assert (status, post.state) == (409, "submitted")
    assert "M1-36" in text


def test_nobody_lends_another_departments_name(
    desk: Desk, main_page: Channel, now: datetime
) -> None:
    unit = make_department(municipality=desk.municipality)
    below = make_department(parent=unit, name="Verksamheten under den")
    elsewhere = make_department(municipality=desk.municipality)
    writer = make_user(role="communicator", department=unit)
    told = content(main_page, sender=elsewhere, planned_wall="")
    with pytest.raises(Refusal) as refused:
        actions.write_post(department=unit, content=told, by=writer, now=now)
    assert refused.value.field == "sender"
    told = content(main_page, sender=below, planned_wall="")
    post = actions.write_post(department=unit, content=told, by=writer, now=now)
    assert post.sender == below


def out(desk: Desk, channel: Channel, answerer: User, now: datetime) -> Publication:
    """A post that has gone out an hour ago, with somebody named to answer questions."""
    post = left(desk, now, channel, answerer=answerer, planned_wall="2026-09-08T10:30")
    read = content_hash(post)
    post = actions.approve(post=post, content=read, checks=TICKED, by=desk.lead, now=now)
    assert post.planned_at is not None
    actions.release(post=post, now=post.planned_at)
    act = Act.objects.get(variant__post=post)
    Act.objects.filter(pk=act.pk).update(state="live", network_id="vart-inlagg")
    return Publication.objects.create(
        municipality=desk.municipality,
        act=act,
        channel=channel,
        network_id="vart-inlagg",
        published_at=post.planned_at,
    )


def asked(channel: Channel, at: datetime, number: int = 1) -> Thread:
    event = make_event(f"fraga{number}", root="vart-inlagg", parent="vart-inlagg", at=at)
    return arrive(channel, event).thread


@pytest.mark.req("M1-19")
def test_a_tweet_has_somebody_who_answers_and_that_person_is_told_first(
    desk: Desk, browse: Browse, now: datetime
) -> None:
    wire_scripted()
    account = make_channel(
        department=desk.department, channel_class=ChannelClass.MAIN, network="x", name="Staden"
    )
    nobody = written(desk, now, account, answerer=None, planned_wall="2026-09-11T09:00")
    status, text = pressed(browse(desk.writer), "submit", nobody)
    assert (status, nobody.state) == (409, "draft")
    assert "Ange vem som svarar på frågor om inlägget." in text
    assert "M1-19" in text
    waiting = left(desk, now, account, answerer=desk.colleague, planned_wall="2026-09-11T09:00")
    deactivate_user(user=desk.colleague, by=make_admin(desk), now=now)
    read = {"content": content_hash(waiting)}
    status, text = pressed(browse(desk.lead), "approve", waiting, **read)
    assert (status, waiting.state) == (409, "submitted")
    assert "M1-19" in text
    published = out(desk, account, desk.writer, now)
    thread = asked(account, published.published_at + timedelta(minutes=5))
    arrived = thread.latest_at
    assert list(to_answer(desk.writer, arrived)) == [thread]
    assert list(to_answer(desk.lead, arrived)) == []
    later = thread.others_told_at
    assert later is not None
    assert thread.due_at is None or later < thread.due_at
    assert list(to_answer(desk.lead, later)) == [thread], "nobody waits in vain"


def make_admin(desk: Desk) -> User:
    return make_user(role="administrator", municipality=desk.municipality)


@pytest.mark.req("M1-43")
def test_a_comment_within_the_time_goes_to_the_department_that_had_it_published(
    desk: Desk, main_page: Channel, browse: Browse, now: datetime
) -> None:
    wire_scripted()
    unit = make_department(municipality=desk.municipality, name="Fritid")
    author = make_user(role="communicator", department=unit, given_name="Frida")
    asks = Desk(**{**vars(desk), "department": unit, "writer": author})
    published = out(asks, main_page, author, now)
    thread = asked(main_page, published.published_at + timedelta(hours=23))
    assert (thread.department, thread.answerer) == (unit, author)
    page = browse(author).get("/").content.decode()
    assert reverse("inbox:show_thread", args=[thread.pk]) in page
    assert "du svarar på frågor om inlägget" in page
    told = browse(desk.lead).get(reverse("inbox:show_thread", args=[thread.pk])).content.decode()
    assert "Svarar på frågor om inlägget" in told
    assert author.full_name in told
    event = make_event(
        "fraga2", root="vart-inlagg", parent="vart-inlagg",
        at=published.published_at + timedelta(hours=25), author=CAT,
    )  # fmt: skip
    late = arrive(main_page, event).thread
    assert (late.department, late.answerer) == (desk.department, None)
