"""A film's title and description, hinted at while one writes and where it is read (M1-44)."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk
from tests.factories.planning import TICKED, content

from torg.people.models import User
from torg.planning import actions
from torg.planning.models import Post, Review
from torg.planning.queries import content_hash, standing_review

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]
HINT = "skriv en beskrivning av filmen"


@pytest.mark.req("M1-44")
def test_a_film_without_description_gets_a_hint_and_no_stop(
    desk: Desk, browse: Browse, now: datetime
) -> None:
    films = make_channel(department=desk.department, network="youtube", name="Filmerna")
    client = browse(desk.writer)
    opened = client.get(reverse("planning:new_post")).content.decode()
    assert 'name="film_description"' in opened
    assert "/handbok/falt/film/" in opened

    def hints(**more: object) -> str:
        typed = {"channels": [str(films.pk)], "text": "Se filmen.", **more}
        return client.post(reverse("planning:check_words"), typed).content.decode()

    untold = hints(is_film="on", film_title="Så sorterar du")
    assert HINT in untold
    assert "M1-44" in untold
    assert HINT not in hints(is_film="on", film_description="Fyra steg till rätt kärl.")
    assert HINT not in hints()
    told = content(films, is_film=True, film_title="Så sorterar du")
    post = actions.write_post(department=desk.department, content=told, by=desk.writer, now=now)
    post = actions.submit(post=post, by=desk.writer, now=now)
    assert post.state == "submitted", "a hint, not a block"
    read = browse(desk.lead).get(reverse("planning:show_post", args=[post.pk])).content.decode()
    assert HINT in read
    assert "Så sorterar du" in read


def test_without_a_channel_for_films_nobody_is_asked(desk: Desk, browse: Browse) -> None:
    client = browse(desk.writer)
    assert "film_title" not in client.get(reverse("planning:new_post")).content.decode()
    typed = {
        "title": "Badhuset öppnar",
        "department": str(desk.department.pk),
        "channels": [str(desk.channel.pk)],
        "text": "Badhuset öppnar på lördag.",
        "is_film": "on",
        "film_description": "Ingen film.",
    }
    assert client.post(reverse("planning:new_post"), typed).status_code == 302
    assert not Post.objects.get().is_film


def film_approved(desk: Desk, now: datetime) -> Post:
    told = content(
        make_channel(department=desk.department, network="youtube", name="Filmerna"),
        is_film=True,
        film_title="Så sorterar du",
        film_description="Fyra steg till rätt kärl.",
    )
    post = actions.write_post(department=desk.department, content=told, by=desk.writer, now=now)
    post = actions.submit(post=post, by=desk.writer, now=now)
    read = content_hash(post)
    return actions.approve(post=post, content=read, checks=TICKED, by=desk.lead, now=now)


@pytest.mark.parametrize("words", ["film_title", "film_description"])
def test_other_words_for_the_film_are_not_what_was_approved(
    desk: Desk, now: datetime, words: str
) -> None:
    post = film_approved(desk, now)
    assert standing_review(post) is not None
    Post.objects.filter(pk=post.pk).update(**{words: "Andra ord."})
    post.refresh_from_db()
    assert standing_review(post) is None
    assert post.planned_at is not None
    assert actions.release(post=post, now=post.planned_at).state == "missed"
    assert "godkänn på nytt" in Post.objects.get().setback


def test_an_approval_from_before_holds_and_a_fallen_one_stays_fallen(
    desk: Desk, now: datetime
) -> None:
    """The migration, played: the digest as it was until the film's words came in."""
    post = film_approved(desk, now)
    Post.objects.update(is_film=False)
    before = content_hash(Post.objects.get())
    Post.objects.update(is_film=True)
    migrated = import_module("torg.planning.migrations.0007_approvals_name_the_film")
    for stored, holds in ((before, True), ("0" * 64, False)):
        Review.objects.update(content_hash=stored)
        migrated.rebind(apps, None)
        assert (standing_review(Post.objects.get()) is not None) is holds
    assert Review.objects.get().content_hash == "0" * 64
    assert post.is_film
