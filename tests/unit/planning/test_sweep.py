"""The sweep that releases: each post at its minute, delivery told, one broken post alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import inf

import pytest
from structlog.testing import capture_logs
from tests.factories.delivery import make_channel, wire_scripted
from tests.factories.people import make_department, make_user
from tests.factories.planning import TICKED, content, make_ruled

from torg.kernel.scope import scope
from torg.people.models import Municipality, User
from torg.planning import actions, jobs
from torg.planning.models import Post
from torg.planning.queries import content_hash

pytestmark = pytest.mark.django_db
MINUTE = datetime(2026, 9, 10, 7, 0, tzinfo=UTC)


@pytest.fixture
def malmo(now: datetime) -> Iterator[Municipality]:
    wire_scripted()
    tenant = make_ruled("malmo", now)
    with scope(tenant.pk):
        yield tenant


@pytest.fixture
def posts(malmo: Municipality, now: datetime) -> list[Post]:
    """Three that are approved, for nine, nine and ten in the morning."""
    unit = make_department(municipality=malmo)
    author: User = make_user(role="communicator", municipality=malmo)
    lead: User = make_user(role="account_lead", municipality=malmo)
    made = []
    for hour in ("09", "09", "10"):
        words = content(make_channel(department=unit), planned_wall=f"2026-09-10T{hour}:00")
        post = actions.write_post(department=unit, content=words, by=author, now=now)
        post = actions.submit(post=post, by=author, now=now)
        read = content_hash(post)
        post = actions.approve(post=post, content=read, checks=TICKED, by=lead, now=now)
        made.append(post)
    return made


def states() -> list[str]:
    return list(Post.objects.order_by("planned_at", "id").values_list("state", flat=True))


def test_delivery_is_told_of_each_post_that_it_has(posts: list[Post]) -> None:
    told: list[int] = []
    assert jobs.release_due(lambda: told.append(1), clock=lambda: MINUTE) == len(posts) - 1
    assert len(told) == len(posts) - 1
    assert states() == ["released", "released", "approved"]


def test_a_post_that_is_missed_is_told_to_nobody(posts: list[Post]) -> None:
    told: list[int] = []
    jobs.release_due(lambda: told.append(1), clock=lambda: MINUTE + timedelta(days=1))
    assert states() == ["missed"] * len(posts)
    assert told == []


def test_one_broken_post_holds_no_other(posts: list[Post], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = actions.release

    def release(*, post: Post, now: datetime) -> Post:
        if post.pk == posts[0].pk:
            raise RuntimeError("trasigt")
        return whole(post=post, now=now)

    monkeypatch.setattr(actions, "release", release)
    told: list[int] = []
    with capture_logs() as logs:
        jobs.release_due(lambda: told.append(1), clock=lambda: MINUTE)
    assert [log["post"] for log in logs] == [str(posts[0].pk)]
    assert told == [1]
    assert sorted(states()) == ["approved", "approved", "released"]


def test_it_knows_when_the_next_minute_comes(posts: list[Post]) -> None:
    """What is due already keeps nobody awake: the sweep has had it."""

    def seconds(at: datetime) -> float:
        return jobs.until_next(clock=lambda: at)

    assert seconds(MINUTE - timedelta(seconds=30)) == 30
    assert seconds(MINUTE) == 3_600
    assert seconds(MINUTE + timedelta(hours=1)) == inf
    Post.objects.filter(pk=posts[2].pk).update(state="withdrawn")
    assert seconds(MINUTE) == inf
