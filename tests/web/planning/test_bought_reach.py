"""Reach is bought for a post: begun at its page, and shown there."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.inbox import Desk
from tests.factories.planning import TICKED, content

from torg.channels.models import ReachPurchase
from torg.channels.queries.reach import AboutPost, sealed_post
from torg.people.models import User
from torg.planning import actions
from torg.planning.queries import content_hash

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]
ASK = "channels:request_reach"


@pytest.mark.req("V-46")
def test_reach_begun_at_a_post_is_tied_to_it(desk: Desk, browse: Browse, now: datetime) -> None:
    told = content(desk.channel)
    post = actions.write_post(department=desk.department, content=told, by=desk.writer, now=now)
    page, client = reverse("planning:show_post", args=[post.pk]), browse(desk.writer)
    assert reverse(ASK) not in client.get(page).text, "a draft is nothing to buy for"
    post = actions.submit(post=post, by=desk.writer, now=now)
    read = content_hash(post)
    actions.approve(post=post, content=read, checks=TICKED, by=desk.lead, now=now)
    found = re.search(rf'href="({reverse(ASK)}\?[^"]*)"', client.get(page).text)
    assert found
    form = client.get(unescape(found[1])).text
    assert f"Gäller inlägget {post.title}" in form
    about = re.search(r'name="about" value="([^"]+)"', form)
    assert about
    sent = {
        "channel": desk.channel.pk, "department": desk.department.pk, "what": post.title,
        "value": "Fler hittar dit.", "audience": "Barnfamiljer", "cost": 900, "payer": "Fritid",
        "starts_on": "2026-09-10", "ends_on": "2026-09-14", "about": unescape(about[1]),
    }  # fmt: skip
    made = client.post(reverse(ASK), sent)
    bought = ReachPurchase.objects.get()
    assert (bought.post_id, bought.post_title) == (post.pk, post.title)
    assert made.headers["Location"] in client.get(page).text
    assert page in client.get(made.headers["Location"]).text


def test_only_what_planning_sent_along_is_tied(desk: Desk, browse: Browse) -> None:
    foreign = sealed_post(AboutPost(uuid4(), uuid4(), "Någon annans"))
    for about in ("", "påhittat", foreign):
        shown = browse(desk.writer).get(reverse(ASK), {"om": about}).text
        assert "Gäller inlägget" not in shown
        assert 'name="about" value' not in shown
