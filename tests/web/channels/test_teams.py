"""Editorial teams: who sees what, each right for itself, and whose week it is."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.inbox import Desk, arrive, make_desk, words
from tests.factories.moderation import decision, rendering, reported
from tests.factories.network import make_event, wire_talking
from tests.factories.people import make_department, make_user
from tests.factories.planning import content

from torg.channels import actions
from torg.channels.models import RotaWeek, TeamMember, TeamRight
from torg.channels.permissions import may
from torg.channels.queries import not_closed
from torg.channels.queries.teams import monday_of, own_weeks, weeks_of
from torg.inbox import actions as inbox
from torg.inbox import queries as inbox_queries
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.moderation import actions as moderation
from torg.moderation.models import Measure
from torg.people.models import User
from torg.people.permissions import Permission, needs_second_factor
from torg.planning.actions import write_post
from torg.planning.queries import visible_to as posts_visible_to

WEEK = timedelta(days=7)
R = TeamRight


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("malmo")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def member(desk: Desk, now: datetime, *rights: TeamRight, name: str = "") -> User:
    """Somebody of another unit and without any role, in the channel's team."""
    unit = make_department(municipality=desk.municipality)
    user = make_user(municipality=desk.municipality, family_name=name)
    user.department = unit
    user.save()
    actions.set_member(channel=desk.channel, user=user, rights=rights, by=desk.lead, now=now)
    return fresh(user)


def fresh(user: User) -> User:
    return User.objects.select_related("municipality").get(pk=user.pk)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.req("G-04")
def test_members_of_three_units_see_the_calendar_and_the_inbox(desk: Desk, now: datetime) -> None:
    thread = arrive(desk.channel).thread
    post = write_post(
        department=desk.department,
        content=content(
            desk.channel, planned_wall=f"{timezone.localdate(now) + timedelta(days=2)}T09:00"
        ),
        by=desk.writer,
        now=now,
    )
    team = [member(desk, now) for _ in range(3)]
    outside = make_user(municipality=desk.municipality)

    assert len({one.department_id for one in team} | {desk.department.pk}) == 4
    for one in team:
        client = browser(one)
        assert post in posts_visible_to(one)
        assert thread in inbox_queries.visible_to(one)
        for name in ("inbox:list_threads", "planning:show_calendar"):
            assert client.get(reverse(name)).status_code == 200
        assert client.get(reverse("inbox:show_thread", args=[thread.pk])).status_code == 200
    assert browser(outside).get(reverse("inbox:list_threads")).status_code == 403
    assert not inbox_queries.visible_to(outside).exists()


@pytest.mark.req("G-06")
def test_whoever_may_reply_but_not_remove_does_just_that(desk: Desk, now: datetime) -> None:
    with rendering():
        case = reported(desk)
        answers = member(desk, now, R.REPLY)
        removes = member(desk, now, R.REMOVE)
        thread = case.message.thread
        page = browser(answers).get(reverse("inbox:show_thread", args=[thread.pk]))
        assert 'name="text"' in page.content.decode()
        there = reverse("moderation:show_case", args=[case.pk])
        assert browser(answers).get(there).status_code in (403, 404)
        gone = decision(desk, measure=Measure.DELETE)
        with pytest.raises(Denied):
            moderation.decide(case=case, decision=gone, by=answers, now=now)

        assert browser(removes).get(there).status_code == 200
        inbox.reply(
            thread=thread, words=words(thread, "Hej! Vi återkommer i morgon."), by=answers, now=now
        )
        with pytest.raises(Denied):
            inbox.reply(thread=thread, words=words(thread, "Nej."), by=removes, now=now)


@pytest.mark.parametrize("right", list(TeamRight))
def test_each_right_gives_its_own_and_no_other(desk: Desk, now: datetime, right: TeamRight) -> None:
    wanted = {
        R.PUBLISH: Permission.WRITE_POSTS, R.CHECK: Permission.SECOND_READ,
        R.REPLY: Permission.REPLY, R.HIDE: Permission.HIDE, R.REMOVE: Permission.REMOVE,
        R.ARCHIVE: Permission.REGISTER_RECORDS,
    }  # fmt: skip
    one = member(desk, now, right)
    other = make_desk("vallentuna").channel

    assert {r for r, wants in wanted.items() if may(one, wants, desk.channel)} == {right}
    assert not any(may(one, wants, other) for wants in wanted.values())
    assert needs_second_factor(one) is (right not in (R.CHECK, R.ARCHIVE) or right == R.CHECK)


def test_a_member_writes_for_the_teams_channels_only(desk: Desk, now: datetime) -> None:
    one = member(desk, now, R.PUBLISH)
    post = write_post(
        department=desk.department, content=content(desk.channel, planned_wall=""), by=one, now=now
    )
    assert post.author == one
    with pytest.raises(Denied):
        write_post(
            department=desk.department, content=content(planned_wall=""), by=fresh(one), now=now
        )


def test_a_membership_ends_with_its_days(desk: Desk, now: datetime) -> None:
    one = member(desk, now, R.REPLY)
    today = timezone.localdate(now)
    TeamMember.objects.update(starts_on=today - WEEK, ends_on=today - timedelta(days=1))

    assert not may(fresh(one), Permission.REPLY, desk.channel)
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamMember.objects.update(ends_on=today - 2 * WEEK)


def test_nobody_gives_themselves_rights_and_no_stranger_gives_any(
    desk: Desk, now: datetime
) -> None:
    one = member(desk, now, R.REPLY)
    for by, user in ((desk.lead, desk.lead), (one, desk.writer)):
        with pytest.raises(Denied):
            actions.set_member(channel=desk.channel, user=user, rights=[R.REMOVE], by=by, now=now)
    elsewhere = make_user()
    with pytest.raises(Refusal):
        actions.set_member(channel=desk.channel, user=elsewhere, rights=[], by=desk.lead, now=now)


@pytest.mark.req("G-05")
def test_rounds_and_answers_go_to_the_next_when_the_week_changes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    week37, week38 = date(2026, 9, 7), date(2026, 9, 14)
    assert (week37.isocalendar().week, week38.isocalendar().week) == (37, 38)
    made_at = datetime.fromisoformat("2026-09-07T10:00+02:00")
    team = [member(desk, made_at, R.REPLY, name=name) for name in ("Alm", "Björk", "Cypress")]
    actions.make_rota(channel=desk.channel, first=week37, weeks=6, by=desk.lead, now=made_at)
    turns = [week.user for week in RotaWeek.objects.order_by("monday")]
    assert turns == team * 2
    thread = arrive(desk.channel, make_event()).thread

    for wall, holder in (("13T23:59:59", 0), ("14T00:00:00", 1)):
        moment = datetime.fromisoformat(f"2026-09-{wall}+02:00")
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        for number, person in enumerate(team):
            one = fresh(person)
            assert (thread in inbox_queries.to_answer(one, moment)) is (number == holder)
            assert bool(own_weeks(one).exists()) is (number == holder)
            lines = inbox_queries.watch_board(one, moment.date(), moment)
            assert {line.holder for line in lines} <= {team[holder].full_name}
            rounds = inbox_queries.rounds_left(one, not_closed(one), moment)
            assert all(line.on_duty == one for line in rounds)


def test_two_weeks_change_hands_and_a_red_week_is_seen(desk: Desk) -> None:
    now = datetime.fromisoformat("2026-12-01T10:00+01:00")
    team = [member(desk, now, R.REPLY, name=name) for name in ("Alm", "Björk", "Cypress")]
    actions.make_rota(channel=desk.channel, first=date(2026, 12, 3), weeks=6, by=desk.lead, now=now)
    one, other, third, *_rest = RotaWeek.objects.order_by("monday")
    actions.swap_weeks(one=one, other=other, by=team[0], now=now)
    assert [row.user for row in RotaWeek.objects.order_by("monday")[:2]] == [team[1], team[0]]
    one, other = RotaWeek.objects.order_by("monday")[:2]
    with pytest.raises(Denied):
        actions.swap_weeks(one=one, other=other, by=team[2], now=now)
    weeks = weeks_of(desk.channel, date(2026, 12, 3))
    assert next(week.red for week in weeks if week.monday == date(2026, 12, 21)) == (
        "Julafton", "Juldagen", "Annandag jul",
    )  # fmt: skip

    actions.remove_member(member=TeamMember.objects.get(user=third.user), by=desk.lead, now=now)
    assert not RotaWeek.objects.filter(user=third.user).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        RotaWeek.objects.filter(pk=one.pk).update(monday=date(2026, 12, 2))


def test_the_page_makes_the_team_and_its_weeks(desk: Desk, now: datetime) -> None:
    somebody = make_user(municipality=desk.municipality, family_name="Lagspelare")
    client = browser(desk.lead)
    at = {"channel_id": desk.channel.pk}
    client.post(
        reverse("channels:set_member", kwargs=at),
        {"user": somebody.pk, "rights": ["reply", "hide"]},
    )
    today = timezone.localdate(now)
    client.post(reverse("channels:make_rota", kwargs=at), {"first": today, "weeks": 4})

    page = client.get(reverse("channels:show_team", kwargs=at)).content.decode()
    assert "Svara, Dölja" in page
    assert f"Vecka {monday_of(today).isocalendar().week}" in page
    assert RotaWeek.objects.count() == 4
    his = browser(somebody)
    assert "Ditt ansvar den här veckan" in his.get(reverse("desk:show_day")).content.decode()
    assert his.post(reverse("channels:make_rota", kwargs=at), {}).status_code == 403
