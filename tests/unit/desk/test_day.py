"""What waits for whom, the most pressing first, in a number of questions that does not grow."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, arrive
from tests.factories.moderation import reported
from tests.factories.network import make_event
from tests.factories.people import make_department, make_municipality, make_user
from tests.factories.week import Week, break_connection

from torg.channels.models import TeamMember
from torg.desk.queries import facts, my_day, navigation_counts
from torg.inbox.actions import round_done
from torg.kernel.scope import scope
from torg.people.models import User
from torg.planning.models import Post
from torg.planning.permissions import can_approve
from torg.planning.queries import to_approve
from torg.ports.network import Author

pytestmark = pytest.mark.django_db
AtMost = Callable[[int], AbstractContextManager[object]]


def titles(posts: list[Post]) -> set[str]:
    return {post.title for post in posts}


def test_the_author_sees_what_came_back_and_nothing_to_settle(week: Week, now: datetime) -> None:
    day = my_day(week.desk.writer, now)
    assert titles(day.returned) == {week.returned.title, week.missed.title}
    assert titles(day.stopped) == {week.refused.title}
    assert day.unclear == []
    assert day.cases == []


def test_what_goes_out_today_is_todays_alone(week: Week, now: datetime) -> None:
    day = my_day(week.desk.centre, now)
    assert titles(day.goes_out) == {week.today.title}


def test_a_post_is_read_by_a_colleague_and_never_by_its_author(week: Week, now: datetime) -> None:
    assert titles(my_day(week.desk.lead, now).to_approve) == {week.submitted.title}
    assert titles(my_day(week.desk.writer, now).to_approve) == {week.submitted.title}
    assert my_day(week.desk.colleague, now).to_approve == []


def test_the_list_to_read_is_what_each_post_allows(week: Week, now: datetime) -> None:
    """The same by one question as by asking post after post: roles, departments and teams."""
    desk = week.desk
    other = make_department(municipality=desk.municipality)
    theirs = make_channel(department=other, network="x")
    member = make_user(municipality=desk.municipality)
    TeamMember.objects.create(
        municipality=desk.municipality, channel=theirs, user=member, check_others=True
    )
    week.submit(week.write("Deras", theirs, 1, by=desk.writer))
    week.submit(week.write("Vår", desk.channel, 1, by=desk.colleague))
    readers = [
        desk.writer, desk.lead, desk.colleague, desk.centre, member,
        make_user(role="account_lead", department=other),
        make_user(role="contributor", department=desk.department),
    ]  # fmt: skip
    waiting = Post.objects.filter(state="submitted")
    shown = {reader: set(to_approve(reader)) for reader in readers}
    assert shown == {
        reader: {post for post in waiting if can_approve(reader, post)} for reader in readers
    }
    assert len({frozenset(posts) for posts in shown.values()}) > 3


def test_a_full_day_hides_nothing_that_asks_for_somebody(
    week: Week, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torg.desk.queries.day.MOST", 2)
    minute = now - timedelta(hours=1)
    for number in range(5):
        week.write(f"Fullt {number}", week.main, 0, by=week.desk.colleague)
    Post.objects.filter(title__startswith="Fullt").update(planned_at=minute)
    Post.objects.filter(title="Fullt 4").update(planned_at=now + timedelta(minutes=5))
    day = my_day(week.desk.writer, now)
    assert day.more_today
    assert "Fullt 4" in titles(day.goes_out)
    assert all(post.planned_at and post.planned_at >= now for post in day.goes_out)
    Post.objects.filter(title="Fullt 4").update(planned_at=minute)
    Post.objects.filter(planned_day=week.today.planned_day).update(planned_at=minute)
    evening = my_day(week.desk.writer, now)
    assert evening.more_today
    assert len(evening.goes_out) == 2, "the day's last, when nothing is to come"
    assert titles(day.returned) == {week.returned.title, week.missed.title}


def test_whoever_may_settle_sees_the_unclear(week: Week, now: datetime) -> None:
    assert [act.variant.post for act in my_day(week.desk.lead, now).unclear] == [week.unknown]


def test_answers_come_by_promise_with_the_late_counted(week: Week, now: datetime) -> None:
    day = my_day(week.desk.writer, now)
    orders = [thread.order_at for thread in day.to_answer]
    assert orders == sorted(orders)
    assert day.late(now) == sum(
        one.due_at is not None and one.due_at < now for one in day.to_answer
    )
    assert day.late(now) >= 1


def test_the_contact_centre_answers_the_direct_message(week: Week, now: datetime) -> None:
    kinds = {thread.kind for thread in my_day(week.desk.centre, now).to_answer}
    assert kinds == {"message"}


def test_a_reply_waits_for_a_colleague_not_for_its_author(week: Week, now: datetime) -> None:
    assert len(my_day(week.desk.writer, now).to_read) == 1
    assert my_day(week.desk.colleague, now).to_read == []


def test_a_broken_connection_waits_for_whoever_may_connect(week: Week, now: datetime) -> None:
    break_connection(week.library, now)
    assert [row.channel for row in my_day(week.desk.lead, now).broken] == [week.library]
    assert my_day(week.desk.writer, now).broken == []


def test_an_open_case_waits_for_those_who_may_see_evidence(week: Week, now: datetime) -> None:
    case = reported(week.desk, now=now)
    assert my_day(week.desk.lead, now).cases == [case]
    assert my_day(week.desk.writer, now).cases == []


def test_a_round_done_leaves_the_day(week: Week, now: datetime) -> None:
    lines = my_day(week.desk.writer, now).rounds
    assert {line.channel for line in lines} >= {week.main, week.library}
    first = lines[0]
    round_done(
        channel=first.channel, rule_id=first.duty.rule_id, note="", by=week.desk.writer, now=now
    )
    assert first.channel not in {line.channel for line in my_day(week.desk.writer, now).rounds}


def test_a_stopped_post_is_news_for_two_weeks(week: Week, now: datetime) -> None:
    assert my_day(week.desk.writer, now + timedelta(days=15)).stopped == []


def test_nobody_of_another_municipality_sees_any_of_it(week: Week, now: datetime) -> None:
    stranger = make_user(role="account_lead", municipality=make_municipality())
    with scope(stranger.municipality_id):
        day = my_day(stranger, now)
    assert day.waiting == 0
    assert day.goes_out == []


def test_without_rules_the_day_says_so_and_shows_the_rest(now: datetime) -> None:
    person = make_user(role="account_lead", municipality=make_municipality())
    with scope(person.municipality_id):
        day = my_day(person, now)
    assert day.no_rules is not None
    assert day.rounds == []


def grow(week: Week, now: datetime) -> None:
    """More of everything that a list could ask the database about one by one."""
    for number in range(4):
        unit = make_department(municipality=week.desk.municipality)
        channel = make_channel(department=unit)
        break_connection(make_channel(department=unit), now)
        week.submit(week.write(f"Till {number}", channel, 1, by=week.desk.colleague))
        week.out(f"Nekat {number}", channel, -1, "refused")
        week.out(f"Oklart {number}", channel, -2, "unknown")
        person = Author(f"n{number}", f"@n{number}", f"Ny {number}")
        arrive(week.desk.channel, make_event(f"n{number}", author=person, at=now))
        week.write("Utan", channel, None)


@pytest.mark.parametrize("who", ["writer", "lead"])
def test_the_day_asks_a_fixed_number_of_questions(
    week: Week, now: datetime, django_assert_max_num_queries: AtMost, who: str
) -> None:
    grow(week, now)
    person = User.objects.get(pk=getattr(week.desk, who).pk)
    with django_assert_max_num_queries(27):
        day = my_day(person, now)
        assert [str(post.author) for post in day.to_approve]
        assert [thread.person.shown_name for thread in day.to_answer]


def test_the_menu_asks_one_question(
    week: Week, now: datetime, django_assert_max_num_queries: AtMost
) -> None:
    grow(week, now)
    reported(week.desk, now=now)
    person = User.objects.select_related("municipality").get(pk=week.desk.lead.pk)
    person.roles_held()
    with django_assert_max_num_queries(1):
        figures = navigation_counts(facts(person, now))
    assert figures["inbox:list_threads"].urgent
    assert figures["planning:show_calendar"].count == 5
    assert figures["moderation:list_cases"].count == 1


def test_a_place_where_nothing_waits_has_no_figure(desk: Desk, now: datetime) -> None:
    assert navigation_counts(facts(desk.writer, now)) == {}
