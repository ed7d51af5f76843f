"""A post's way: written, booked, read by a colleague, released at its minute."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.factories.delivery import ScriptedNetwork, make_channel, wire_scripted
from tests.factories.people import make_department, make_user
from tests.factories.planning import TICKED, content, make_image, make_ruled

from torg.channels.models import Channel, ChannelClass
from torg.delivery.actions import lift_hold, place_hold
from torg.delivery.models import Act
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.actions import deactivate_user
from torg.people.models import Department, Municipality, User
from torg.planning import actions
from torg.planning.models import DayBooking, Post, Review
from torg.planning.queries import content_hash, ref_to, standing_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> ScriptedNetwork:
    return wire_scripted()


@pytest.fixture
def malmo(db: None, network: ScriptedNetwork, now: datetime) -> Iterator[Municipality]:
    tenant = make_ruled("malmo", now)
    with scope(tenant.pk):
        yield tenant


@pytest.fixture
def department(malmo: Municipality) -> Department:
    return make_department(municipality=malmo)


@pytest.fixture
def main_page(department: Department) -> Channel:
    return make_channel(department=department, channel_class=ChannelClass.MAIN)


@pytest.fixture
def author(malmo: Municipality) -> User:
    return make_user(role="communicator", municipality=malmo)


@pytest.fixture
def lead(malmo: Municipality) -> User:
    return make_user(role="account_lead", municipality=malmo)


def write(department: Department, author: User, channel: Channel, now: datetime) -> Post:
    return actions.write_post(department=department, content=content(channel), by=author, now=now)


def approved(
    department: Department, author: User, lead: User, channel: Channel, now: datetime
) -> Post:
    post = write(department, author, channel, now)
    post = actions.submit(post=post, by=author, now=now)
    return actions.approve(post=post, content=content_hash(post), checks=TICKED, by=lead, now=now)


def test_the_whole_way(
    department: Department, author: User, lead: User, main_page: Channel, now: datetime
) -> None:
    post = approved(department, author, lead, main_page, now)
    assert post.state == "approved"
    minute = datetime(2026, 9, 10, 7, 0, tzinfo=UTC)
    assert post.planned_at == minute
    assert actions.release(post=post, now=minute - timedelta(seconds=1)).state == "approved"
    post = actions.release(post=post, now=minute)
    assert post.state == "released"
    act = Act.objects.get(origin_kind="planning.variant")
    assert (act.kind, act.state, act.due_at) == ("publish", "due", minute)
    actions.release(post=post, now=minute)
    assert Act.objects.count() == 1
    verbs = {item.verb for item in timeline(ref_to(post))}
    assert {"post.written", "post.submitted", "post.approved", "post.released"} <= verbs


def test_a_second_post_on_the_main_page_the_same_day_is_refused(
    department: Department, author: User, main_page: Channel, now: datetime
) -> None:
    first = write(department, author, main_page, now)
    with pytest.raises(Refusal) as refusal:
        write(department, author, main_page, now)
    assert "M1-29" in refusal.value.cite
    assert Post.objects.count() == 1, "the refused draft is not half-saved"
    actions.withdraw(post=first, by=author, now=now)
    write(department, author, main_page, now)


@pytest.mark.req("M1-28")
def test_the_cap_is_per_channel_and_network(
    department: Department, author: User, main_page: Channel, now: datetime
) -> None:
    micro = make_channel(department=department, network="x", channel_class=ChannelClass.MAIN)
    write(department, author, micro, now)
    write(department, author, micro, now)
    write(department, author, main_page, now)
    with pytest.raises(Refusal):
        write(department, author, main_page, now)


def test_the_database_itself_refuses_a_second_booking(
    department: Department, author: User, main_page: Channel, now: datetime
) -> None:
    post = write(department, author, main_page, now)
    assert post.planned_day is not None
    other = Post.objects.create(
        municipality=post.municipality,
        department=department,
        author=author,
        title="Annat",
        created_at=now,
        changed_at=now,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        DayBooking.objects.create(
            municipality=post.municipality,
            channel=main_page,
            day=post.planned_day,
            post=other,
            booked_by=author,
            booked_at=now,
        )


def test_nobody_approves_their_own(
    department: Department, lead: User, main_page: Channel, now: datetime
) -> None:
    post = actions.submit(post=write(department, lead, main_page, now), by=lead, now=now)
    with pytest.raises(Denied):
        actions.approve(post=post, content=content_hash(post), checks=TICKED, by=lead, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            municipality=post.municipality,
            post=post,
            author=lead,
            reviewer=lead,
            verdict="approved",
            content_hash="0" * 64,
            at=now,
        )


def test_an_edit_voids_the_approval(
    department: Department, author: User, lead: User, main_page: Channel, now: datetime
) -> None:
    post = approved(department, author, lead, main_page, now)
    assert standing_review(post) is not None
    post = actions.edit_post(
        post=post,
        content=content(main_page, title="Ny rubrik", text="Ny text https://kommun.example/x"),
        revision=post.revision,
        by=author,
        now=now,
    )
    assert post.state == "draft"
    assert standing_review(post) is None
    assert Review.objects.get(post=post).voided_at == now


def test_an_approval_of_other_words_lets_nothing_out(
    department: Department, author: User, lead: User, main_page: Channel, now: datetime
) -> None:
    post = approved(department, author, lead, main_page, now)
    Post.objects.filter(pk=post.pk).update(text="Andra ord https://kommun.example/x")
    post.refresh_from_db()
    assert standing_review(post) is None
    post = actions.release(post=post, now=post.planned_at or now)
    assert (post.state, Act.objects.count()) == ("missed", 0)


def test_who_may_not_write_withdraws_nothing(
    department: Department, author: User, main_page: Channel, now: datetime
) -> None:
    post = write(department, author, main_page, now)
    reader = make_user(role="official", municipality=post.municipality)
    elsewhere = make_department(municipality=post.municipality)
    stranger = make_user(role="communicator", municipality=post.municipality, department=elsewhere)
    for person in (reader, stranger):
        with pytest.raises(Denied):
            actions.withdraw(post=post, by=person, now=now)
    post.refresh_from_db()
    assert post.state == "draft"
    assert actions.withdraw(post=post, by=author, now=now).state == "withdrawn"


def test_words_that_changed_after_reading_are_not_approved(
    department: Department, author: User, lead: User, main_page: Channel, now: datetime
) -> None:
    post = actions.submit(post=write(department, author, main_page, now), by=author, now=now)
    with pytest.raises(Refusal):
        actions.approve(post=post, content="0" * 64, checks=TICKED, by=lead, now=now)


def test_a_save_against_an_older_revision_loses_nothing(
    department: Department, author: User, main_page: Channel, now: datetime
) -> None:
    post = write(department, author, main_page, now)
    actions.edit_post(
        post=post, content=content(main_page, text="A"), revision=1, by=author, now=now
    )
    with pytest.raises(Refusal):
        actions.edit_post(
            post=post, content=content(main_page, text="B"), revision=1, by=author, now=now
        )
    post.refresh_from_db()
    assert post.text == "A"


def test_a_text_alone_is_stopped_on_the_main_page(
    department: Department, author: User, main_page: Channel, now: datetime
) -> None:
    post = actions.write_post(
        department=department, content=content(main_page, text="Bara text"), by=author, now=now
    )
    with pytest.raises(Refusal) as refusal:
        actions.submit(post=post, by=author, now=now)
    assert "M1-40" in refusal.value.cite
    picture = make_image(department, author, now)
    post = actions.edit_post(
        post=post,
        content=content(main_page, text="Bara text", images=[picture]),
        revision=post.revision,
        by=author,
        now=now,
    )
    assert actions.submit(post=post, by=author, now=now).state == "submitted"


def test_returned_with_a_reason(
    department: Department, author: User, lead: User, main_page: Channel, now: datetime
) -> None:
    post = actions.submit(post=write(department, author, main_page, now), by=author, now=now)
    with pytest.raises(Refusal):
        actions.return_post(post=post, reason=" ", by=lead, now=now)
    post = actions.return_post(post=post, reason="Skriv kortare.", by=lead, now=now)
    assert (post.state, post.setback) == ("returned", "Skriv kortare.")


def test_a_lost_right_stops_the_release(
    department: Department, author: User, lead: User, main_page: Channel, now: datetime
) -> None:
    post = approved(department, author, lead, main_page, now)
    admin = make_user(role="administrator", municipality=post.municipality)
    deactivate_user(user=author, by=admin, now=now)
    post = actions.release(post=post, now=post.planned_at or now)
    assert post.state == "missed"
    assert Act.objects.count() == 0


def test_a_hold_makes_it_missed_and_nothing_floods(
    department: Department, author: User, lead: User, main_page: Channel, now: datetime
) -> None:
    post = approved(department, author, lead, main_page, now)
    hold = place_hold(
        municipality=post.municipality, channel=None, reason="Olycka", by=lead, now=now
    )
    minute = post.planned_at
    assert minute is not None
    post = actions.release(post=post, now=minute)
    assert post.state == "missed"
    assert "Olycka" in post.setback
    lift_hold(hold=hold, by=lead, now=minute + timedelta(hours=1))
    post = actions.release(post=post, now=minute + timedelta(hours=1))
    assert (post.state, Act.objects.count()) == ("missed", 0)


def test_three_weeks_of_standstill_send_nothing_late(
    department: Department, author: User, lead: User, main_page: Channel, now: datetime
) -> None:
    post = approved(department, author, lead, main_page, now)
    post = actions.release(post=post, now=now + timedelta(days=21))
    assert (post.state, Act.objects.count()) == ("missed", 0)


@pytest.mark.parametrize(
    ("wall", "fold", "instant"),
    [
        ("2026-10-26T08:00", "", datetime(2026, 10, 26, 7, 0, tzinfo=UTC)),
        ("2026-10-25T02:30", "first", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T02:30", "second", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_wall_time_across_the_change_of_clocks(
    department: Department, author: User, main_page: Channel, now: datetime,
    wall: str, fold: str, instant: datetime,
) -> None:  # fmt: skip
    post = actions.write_post(
        department=department,
        content=content(main_page, planned_wall=wall, fold=fold),
        by=author,
        now=now,
    )
    assert post.planned_at == instant


@pytest.mark.parametrize("wall", ["2027-03-28T02:30", "2026-10-25T02:30"])
def test_a_time_in_the_gap_or_fold_is_asked_about(
    department: Department, author: User, main_page: Channel, now: datetime, wall: str
) -> None:
    with pytest.raises(Refusal):
        actions.write_post(
            department=department,
            content=content(main_page, planned_wall=wall),
            by=author,
            now=now,
        )


def test_a_new_time_lies_ahead_and_an_old_one_may_stay(
    department: Department, author: User, main_page: Channel, now: datetime
) -> None:
    with pytest.raises(Refusal, match="passerat") as refused:
        actions.write_post(
            department=department,
            content=content(main_page, planned_wall="2020-03-28T02:30"),
            by=author,
            now=now,
        )
    assert refused.value.field == "planned_wall"
    post = write(department, author, main_page, now)
    late = now + timedelta(days=365)
    kept = content(main_page, planned_wall=post.planned_wall, text="Nya ord.")
    post = actions.edit_post(post=post, content=kept, revision=post.revision, by=author, now=late)
    assert post.text == "Nya ord."


def test_what_has_no_room_on_a_channel_is_refused_before_the_network_does(
    department: Department, author: User, now: datetime
) -> None:
    micro = make_channel(department=department, network="x")
    micro.connection.limits = {"graphemes": 280, "images": 4}
    micro.connection.save()
    post = actions.write_post(
        department=department, content=content(micro, text="å" * 281), by=author, now=now
    )
    with pytest.raises(Refusal) as refusal:
        actions.submit(post=post, by=author, now=now)
    assert "281" in refusal.value.message
    own = {str(micro.pk): "Kort text https://kommun.example/bad"}
    post = actions.edit_post(
        post=post,
        content=content(micro, text="å" * 281, own_texts=own),
        revision=post.revision,
        by=author,
        now=now,
    )
    assert actions.submit(post=post, by=author, now=now).state == "submitted"
