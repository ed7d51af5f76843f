"""An image is cited under the law of its own day (V-121)."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.inbox import Desk
from tests.factories.planning import content, make_image

from torg.media.models import MediaItem
from torg.people.models import User
from torg.planning import actions

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]


def record(client: Client, item: MediaItem, **sent: object) -> tuple[int, str]:
    """The page of the image, after a day was sent in when one is given."""
    address = reverse("media:show_record", args=[item.pk])
    answer = client.post(address, sent, follow=True) if sent else client.get(address)
    item.refresh_from_db()
    return answer.status_code, answer.content.decode()


@pytest.mark.req("V-121")
def test_an_image_is_cited_under_the_law_of_its_day(
    desk: Desk, browse: Browse, now: datetime
) -> None:
    client = browse(desk.writer)
    before, after, undated = (make_image(desk.department, desk.writer, now) for _ in range(3))
    _status, text = record(client, before, taken_on="2018-05-24")
    assert "PuL, personuppgiftslagen (1998:204)" in text
    assert "GDPR" not in text
    _status, text = record(client, after, taken_on="2018-05-25")
    assert "GDPR, dataskyddsförordningen" in text
    assert "PuL" not in text
    assert (before.taken_on, after.taken_on) == (date(2018, 5, 24), date(2018, 5, 25))
    assert "GDPR" in record(client, undated)[1], "the day it was put in"


def test_a_day_to_come_is_refused_and_kept_in_the_form(
    desk: Desk, browse: Browse, now: datetime
) -> None:
    client, item = browse(desk.writer), make_image(desk.department, desk.writer, now)
    status, text = record(client, item, taken_on="2026-09-09")
    assert (status, item.taken_on) == (409, None)
    assert 'value="2026-09-09"' in text
    assert record(client, item, taken_on="snart")[0] == 422


def test_the_post_leads_to_its_images(desk: Desk, browse: Browse, now: datetime) -> None:
    item = make_image(desk.department, desk.writer, now)
    told = content(desk.channel, images=[item])
    post = actions.write_post(department=desk.department, content=told, by=desk.writer, now=now)
    page = browse(desk.writer).get(reverse("planning:show_post", args=[post.pk]))
    assert reverse("media:show_record", args=[item.pk]) in page.content.decode()
