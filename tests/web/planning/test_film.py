"""A film's title and description, hinted at while one writes and where it is read (M1-44)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk
from tests.factories.planning import content

from torg.people.models import User
from torg.planning import actions
from torg.planning.models import Post

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
