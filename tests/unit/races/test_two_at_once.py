"""What happens when two people do the same thing at the same moment, in two processes."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from tests.factories.delivery import make_channel, wire_scripted
from tests.factories.people import make_department, make_user
from tests.factories.planning import TICKED, content, make_ruled
from tests.factories.processes import at_once

from torg.channels.models import Channel, ChannelClass
from torg.delivery.actions import enqueue, place_hold
from torg.delivery.models import Act, Hold
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.models import Department, Municipality, User
from torg.planning import actions, jobs
from torg.planning.models import DayBooking, Post, Review
from torg.planning.queries import content_hash
from torg.ports.network import ActKind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def malmo(transactional_db: None, now: datetime) -> Iterator[Municipality]:
    wire_scripted()
    tenant = make_ruled("malmo", now)
    with scope(tenant.pk):
        yield tenant


@pytest.fixture
def department(malmo: Municipality) -> Department:
    return make_department(municipality=malmo)


@pytest.fixture
def page(department: Department) -> Channel:
    return make_channel(department=department, channel_class=ChannelClass.MAIN)


Person = Callable[[str], User]


@pytest.fixture
def person(malmo: Municipality) -> Person:
    return lambda role: make_user(role=role, municipality=malmo)


@pytest.mark.req("M1-29")
def test_one_of_two_gets_the_day(
    department: Department, page: Channel, person: Person, now: datetime
) -> None:
    def book(who: User) -> Callable[[], Post]:
        return lambda: actions.write_post(
            department=department, content=content(page), by=who, now=now
        )

    came_to = at_once(*(book(person("communicator")) for _ in range(4)))
    assert sorted(came_to) == ["Refusal", "Refusal", "Refusal", "ok"]
    assert DayBooking.objects.count() == 1
    assert Post.objects.count() == 1
    with pytest.raises(Refusal) as told:
        book(person("communicator"))()
    assert "M1-29" in told.value.cite


def test_one_of_two_approves(
    department: Department, page: Channel, person: Person, now: datetime
) -> None:
    author = person("communicator")
    post = actions.write_post(department=department, content=content(page), by=author, now=now)
    post = actions.submit(post=post, by=author, now=now)
    read = content_hash(post)

    def say_yes(who: User) -> Callable[[], Post]:
        return lambda: actions.approve(post=post, content=read, checks=TICKED, by=who, now=now)

    came_to = at_once(say_yes(person("account_lead")), say_yes(person("account_lead")))
    assert sorted(came_to) == ["Refusal", "ok"]
    assert Review.objects.count() == 1


def test_an_approval_and_an_edit_do_not_both_hold(
    department: Department, page: Channel, person: Person, now: datetime
) -> None:
    author, lead = person("communicator"), person("account_lead")
    post = actions.write_post(department=department, content=content(page), by=author, now=now)
    post = actions.submit(post=post, by=author, now=now)
    read = content_hash(post)
    other = content(page, text="Andra ord https://kommun.example/bad")
    came_to = at_once(
        lambda: actions.approve(post=post, content=read, checks=TICKED, by=lead, now=now),
        lambda: actions.edit_post(
            post=post, content=other, revision=post.revision, by=author, now=now
        ),
    )
    assert "ok" in came_to
    post.refresh_from_db()
    approved = Review.objects.filter(voided_at__isnull=True).exists()
    assert (post.state == "approved") == approved
    if post.state == "approved":
        assert post.text != other.text, "nobody's words go out unread"


def test_a_post_released_by_two_workers_becomes_one_act(
    department: Department, page: Channel, person: Person, now: datetime
) -> None:
    author, lead = person("communicator"), person("account_lead")
    post = actions.write_post(department=department, content=content(page), by=author, now=now)
    post = actions.submit(post=post, by=author, now=now)
    post = actions.approve(post=post, content=content_hash(post), checks=TICKED, by=lead, now=now)
    minute = post.planned_at
    assert minute is not None
    at_once(*[lambda: actions.release(post=post, now=minute)] * 3)
    assert Act.objects.count() == 1


def test_of_two_workers_whose_bell_rings_one_releases_each_post(
    department: Department, person: Person, now: datetime
) -> None:
    author, lead = person("communicator"), person("account_lead")
    for number in range(5):
        page = make_channel(department=department)
        words = content(page, title=f"Bad {number}")
        post = actions.write_post(department=department, content=words, by=author, now=now)
        post = actions.submit(post=post, by=author, now=now)
        read = content_hash(post)
        post = actions.approve(post=post, content=read, checks=TICKED, by=lead, now=now)
    minute = post.planned_at
    assert minute is not None
    assert at_once(*[lambda: jobs.release_due(clock=lambda: minute)] * 2) == ["ok", "ok"]
    assert set(Post.objects.values_list("state", flat=True)) == {"released"}
    assert Act.objects.count() == 5
    assert Entry.objects.filter(verb="post.released").count() == 5


def test_one_origin_has_one_act(page: Channel, now: datetime) -> None:
    def put() -> Act:
        return enqueue(
            channel=page,
            kind=ActKind.REPLY,
            payload={"text": "Hej"},
            origin=Ref("inbox.reply", "1"),
            by=None,
            now=now,
        )

    assert sorted(at_once(put, put)) == ["IntegrityError", "ok"]
    assert Act.objects.count() == 1


def test_one_of_two_pauses(malmo: Municipality, person: Person, now: datetime) -> None:
    def pause(who: User) -> Callable[[], Hold]:
        return lambda: place_hold(
            municipality=malmo, channel=None, reason="Olycka", by=who, now=now
        )

    came_to = at_once(pause(person("account_lead")), pause(person("account_lead")))
    assert sorted(came_to) == ["Refusal", "ok"]
