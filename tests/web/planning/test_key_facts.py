"""Facts saved with a post stand beside the reply to a comment on it, and go into it (S-22)."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import make_event, wire_talking
from tests.factories.planning import TICKED, content

from torg.delivery.models import Act, Publication
from torg.inbox.models import Thread
from torg.inbox.queries import with_fact
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.models import User
from torg.planning import actions
from torg.planning.models import Post
from torg.planning.queries import content_hash
from torg.rules.queries import Frame

Browse = Callable[[User], Client]
FACTS = ["Inträdet är 40 kronor.", "Bassängen håller 28 <grader>."]


def published(desk: Desk, now: datetime) -> Publication:
    """A post with facts that has gone out, read by a colleague."""
    told = content(desk.channel, key_facts="\n".join(FACTS), planned_wall="2026-09-08T10:30")
    post = actions.write_post(department=desk.department, content=told, by=desk.writer, now=now)
    post = actions.submit(post=post, by=desk.writer, now=now)
    read = content_hash(post)
    post = actions.approve(post=post, content=read, checks=TICKED, by=desk.lead, now=now)
    assert post.planned_at is not None
    actions.release(post=post, now=post.planned_at)
    act = Act.objects.get(variant__post=post)
    assert "40 kronor" not in str(act.payload), "nothing of it leaves the house"
    made: Publication = Publication.objects.create(
        municipality=desk.municipality,
        act=act,
        channel=desk.channel,
        network_id="post-1",
        published_at=post.planned_at,
    )
    return made


def asked(desk: Desk, root: str = "post-1") -> Thread:
    return arrive(desk.channel, make_event(f"c-{root}", root=root, parent=root)).thread


def pressed(client: Client, thread: Thread, text: str, do: str) -> str:
    """The text of the reply form that comes back."""
    sent = {"text": text, "form_token": "t-1", "do": do}
    answer = client.post(reverse("inbox:reply", args=[thread.pk]), sent)
    assert answer.status_code == 200
    found = re.search(
        r'<textarea name="text"[^>]*>\n(.*?)</textarea>', answer.content.decode(), re.S
    )
    assert found
    return unescape(found[1])


@pytest.mark.django_db
@pytest.mark.req("S-22")
def test_saved_facts_go_into_a_reply_without_scripts(browse: Browse, now: datetime) -> None:
    wire_talking()
    desk = make_desk("stockholm")
    with scope(desk.municipality.pk):
        published(desk, now)
        thread, client = asked(desk), browse(desk.colleague)
        page = client.get(reverse("inbox:show_thread", args=[thread.pk])).content.decode()
        assert all(fact in unescape(page) for fact in FACTS)
        assert "28 <grader>" not in page
        assert "/handbok/falt/svar.fakta/" in page
        text = "Hej Anna!\n\nJa, det gäller alla.\n\nVänliga hälsningar, Sara"
        with_one = pressed(client, thread, text, "fact-1")
        assert with_one == text.replace("\n\nVänliga", f"\n\n{FACTS[0]}\n\nVänliga")
        with_two = pressed(client, thread, with_one, "fact-2")
        assert FACTS[0] in with_two
        assert FACTS[1] in with_two
        assert pressed(client, thread, text, "fact-3") == text
        elsewhere = browse(desk.colleague).get(
            reverse("inbox:show_thread", args=[asked(desk, "post-9").pk])
        )
        assert "Fakta om inlägget" not in elsewhere.content.decode()


@pytest.mark.django_db
def test_facts_are_written_in_the_editor_and_shown_with_the_post(
    desk: Desk, browse: Browse
) -> None:
    client = browse(desk.writer)
    typed = {
        "title": "Badhuset öppnar",
        "department": str(desk.department.pk),
        "channels": [str(desk.channel.pk)],
        "text": "Badhuset öppnar på lördag.",
        "key_facts": "Inträdet är 40 kronor.\r\n\r\n  Sista insläpp klockan 19.  ",
    }
    saved = client.post(reverse("planning:new_post"), typed)
    post = Post.objects.get()
    assert post.fact_lines == ["Inträdet är 40 kronor.", "Sista insläpp klockan 19."]
    assert "Sista insläpp" in client.get(saved.headers["Location"]).content.decode()
    opened = client.get(reverse("planning:edit_post", args=[post.pk])).content.decode()
    assert "Inträdet är 40 kronor." in opened
    many = {**typed, "revision": post.revision, "key_facts": "x\n" * 13}
    refused = client.post(reverse("planning:edit_post", args=[post.pk]), many)
    assert refused.status_code == 409
    assert "Skriv högst 12 rader" in refused.content.decode()
    post.refresh_from_db()
    assert len(post.fact_lines) == 2


@pytest.mark.django_db
@pytest.mark.req("S-22")
def test_facts_are_mended_after_it_is_out_and_the_record_keeps_both(
    browse: Browse, now: datetime
) -> None:
    wire_talking()
    desk = make_desk("stockholm")
    with scope(desk.municipality.pk):
        act = published(desk, now).act
        thread, post = asked(desk), Post.objects.get()
        page = reverse("planning:change_facts", args=[act.origin_id])
        client = browse(desk.writer)
        assert page in client.get(reverse("inbox:show_thread", args=[thread.pk])).text
        assert page in client.get(reverse("planning:show_post", args=[post.pk])).text
        sent = {"key_facts": "Inträdet är 45 kronor.", "revision": post.revision}
        assert client.post(page, sent).status_code == 302
        told = browse(desk.colleague).get(reverse("inbox:show_thread", args=[thread.pk])).text
        assert "45 kronor" in told
        assert "40 kronor" not in told
        act.refresh_from_db()
        assert "45 kronor" not in str(act.payload)
        late = client.post(page, {**sent, "key_facts": "Barn går in gratis."})
        assert late.status_code == 409
        assert "Någon annan har ändrat fakta" in late.text
        assert "Barn går in gratis." in late.text
        assert "45 kronor" in late.text
        kept = json.loads(bytes(Entry.objects.get(verb="post.facts_changed").content.body))
        assert ("40 kronor" in kept["before"], "45 kronor" in kept["after"]) == (True, True)
        many = {"key_facts": "x\n" * 13, "revision": post.revision + 1}
        assert "Skriv högst 12 rader" in client.post(page, many).text
        Post.objects.update(answerer=desk.writer)
        assert browse(desk.centre).get(page).status_code == 403
        Post.objects.update(answerer=desk.centre)
        assert browse(desk.centre).get(page).status_code == 200


@pytest.mark.django_db
def test_before_it_is_out_facts_are_changed_in_the_post(
    desk: Desk, browse: Browse, now: datetime
) -> None:
    post = actions.write_post(
        department=desk.department, content=content(desk.channel), by=desk.writer, now=now
    )
    page = reverse("planning:change_facts", args=[post.variants.get().pk])
    refused = browse(desk.writer).post(page, {"key_facts": "Ny.", "revision": post.revision})
    assert refused.status_code == 409
    assert "har inte gått ut" in refused.text


@pytest.mark.django_db
def test_a_fact_too_long_to_say_is_refused(desk: Desk, now: datetime) -> None:
    told = content(desk.channel, key_facts="å" * 301)
    with pytest.raises(Refusal) as refused:
        actions.write_post(department=desk.department, content=told, by=desk.writer, now=now)
    assert refused.value.field == "key_facts"


@pytest.mark.parametrize(
    ("text", "closing", "ends"),
    [
        ("", "", "F."),
        ("Hej!", "", "Hej!\n\nF."),
        ("Hej!\n\n\n\n/Sara\n", "/Sara", "Hej!\n\nF.\n\n/Sara"),
        ("Hej!\n\n/Sara i staden", "/Sara", "Hej!\n\n/Sara i staden\n\nF."),
        ("/Sara", "/Sara", "F.\n\n/Sara"),
    ],
)
def test_a_fact_stands_before_the_closing(text: str, closing: str, ends: str) -> None:
    assert with_fact(text, "F.", Frame("Hej!", closing, ())) == ends
