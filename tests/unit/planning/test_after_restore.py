"""A restored desk does not say that a post stayed when it may have gone out."""

from datetime import datetime, timedelta

import pytest
from tests.factories.delivery import make_channel, wire_scripted
from tests.factories.inbox import make_desk
from tests.factories.planning import content, make_image

from torg.channels.models import ChannelClass
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.planning import actions
from torg.planning.queries import come_back, content_hash
from torg.site.management.commands.restored import tell_restored

pytestmark = pytest.mark.django_db


def test_a_post_whose_minute_is_over_may_have_gone_out(now: datetime) -> None:
    wire_scripted()
    desk = make_desk("malmo")
    with scope(desk.municipality.pk):
        channel = make_channel(department=desk.department, channel_class=ChannelClass.ORDINARY)
        posts = []
        for wall in ("2026-09-10T09:00", "2026-09-17T09:00"):
            image = make_image(desk.department, desk.writer, now)
            text = content(channel, images=(image,), planned_wall=wall)
            post = actions.write_post(
                department=desk.department, content=text, by=desk.writer, now=now
            )
            post = actions.submit(post=post, by=desk.writer, now=now)
            posts.append(
                actions.approve(post=post, content=content_hash(post), by=desk.lead, now=now)
            )
        then = now + timedelta(days=4)
        tell_restored(desk.municipality, Ref("site.backup", "prov"), now, then)
        for post in posts:
            post.refresh_from_db()
        assert [post.state for post in posts] == ["missed", "approved"]
        assert "kan ha gått ut: titta på kanalen" in posts[0].setback
        assert list(come_back(desk.writer)) == [posts[0]], "a person is asked"
        assert Entry.objects.filter(verb="post.unclear").count() == 1
        assert not Entry.objects.filter(verb="post.missed").exists()
