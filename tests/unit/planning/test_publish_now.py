"""A post that is ready may go before its minute, and be taken back before it leaves."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from tests.factories.delivery import make_channel, wire_scripted
from tests.factories.inbox import Desk, make_desk
from tests.factories.planning import TICKED, content

from torg.delivery.models import Act
from torg.desk.queries.undo import regrettable
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.planning import actions
from torg.planning.models import Post
from torg.planning.permissions import can_publish_now
from torg.planning.queries import content_hash, ref_to, standing_review

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-09-10T08:00:00+02:00")
LATER = "2026-09-10T15:30"
SPAN = timedelta(seconds=15)


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    wire_scripted()
    made = make_desk("malmo")
    with scope(made.municipality.pk):
        yield made


def ready(desk: Desk, wall: str = LATER, *, channels: int = 2) -> Post:
    """Written by the writer and approved by the lead."""
    where = [make_channel(department=desk.department) for _number in range(channels)]
    post = actions.write_post(
        department=desk.department,
        content=content(*where, planned_wall=wall),
        by=desk.writer,
        now=NOW - timedelta(days=1),
    )
    actions.submit(post=post, by=desk.writer, now=NOW - timedelta(days=1))
    post.refresh_from_db()
    return actions.approve(
        post=post,
        content=content_hash(post),
        checks=TICKED,
        by=desk.lead,
        now=NOW - timedelta(hours=20),
    )


def publish(desk: Desk, post: Post) -> Post:
    return actions.publish_now(
        post=post, content=content_hash(post), by=desk.lead, now=NOW, undo=SPAN
    )


def test_it_goes_to_every_channel_after_the_time_for_regret(desk: Desk) -> None:
    post = ready(desk)
    assert can_publish_now(desk.lead, post, NOW)
    sent = publish(desk, post)
    acts = Act.objects.all()
    assert (sent.state, sent.planned_wall, sent.planned_at) == ("released", "2026-09-10T08:00", NOW)
    assert [(act.state, act.not_before, act.created_by) for act in acts] == [
        ("due", NOW + SPAN, desk.lead)
    ] * 2
    review = standing_review(sent)
    assert review is not None
    assert review.reviewer == desk.lead
    assert timeline(ref_to(post))[0].verb == "post.published_now"


def test_it_is_one_deed_to_take_back_and_then_waits_for_its_minute(desk: Desk) -> None:
    post = ready(desk)
    before = content_hash(post)
    sent = publish(desk, post)
    (regret,) = regrettable(desk.lead, NOW)
    assert str(post.pk) in regret.url
    assert regret.until == NOW + SPAN
    assert regrettable(desk.writer, NOW) == []
    with pytest.raises(Denied):
        actions.undo_publish(post=sent, by=desk.writer, now=NOW)
    back = actions.undo_publish(post=sent, by=desk.lead, now=NOW)
    assert set(Act.objects.values_list("state", flat=True)) == {"cancelled"}
    back.refresh_from_db()
    assert (back.state, back.planned_wall, back.released_at) == ("approved", LATER, None)
    assert content_hash(back) == before
    review = standing_review(back)
    assert review is not None
    at = datetime.fromisoformat(f"{LATER}:00+02:00")
    assert actions.release(post=back, now=at).state == "released"
    assert Act.objects.filter(state="due", not_before=at).count() == 2
    assert regrettable(desk.lead, NOW) == []


def test_what_has_left_on_one_channel_is_not_taken_back_on_the_other(desk: Desk) -> None:
    sent = publish(desk, ready(desk))
    first = Act.objects.first()
    assert first
    Act.objects.filter(pk=first.pk).update(state="sending")
    with pytest.raises(Refusal, match="redan gått iväg"):
        actions.undo_publish(post=sent, by=desk.lead, now=NOW)
    assert set(Act.objects.values_list("state", flat=True)) == {"sending", "due"}
    assert Post.objects.get().state == "released"


def test_the_writer_asks_the_reader_where_a_reader_was_asked(desk: Desk) -> None:
    post = ready(desk)
    assert not can_publish_now(desk.writer, post, NOW)
    with pytest.raises(Denied):
        actions.publish_now(post=post, content=content_hash(post), by=desk.writer, now=NOW)
    assert not Act.objects.exists()


@pytest.mark.parametrize("wall", ["2026-09-11T09:00", "2026-09-10T08:00"])
def test_another_day_or_a_minute_that_has_come_is_refused(desk: Desk, wall: str) -> None:
    post = ready(desk, wall)
    assert not can_publish_now(desk.lead, post, NOW)
    with pytest.raises(Refusal, match="inte längre klart"):
        publish(desk, post)


def test_a_text_that_changed_meanwhile_is_not_sent(desk: Desk) -> None:
    post = ready(desk)
    with pytest.raises(Refusal, match="ändrats"):
        actions.publish_now(post=post, content="annat", by=desk.lead, now=NOW)


def test_what_would_stop_it_at_its_minute_stops_it_now(desk: Desk) -> None:
    post = ready(desk)
    desk.writer.is_active = False
    desk.writer.save()
    with pytest.raises(Refusal, match="inte längre rätt att skriva"):
        publish(desk, post)
    assert Post.objects.get().state == "approved"
    assert not Act.objects.exists()
