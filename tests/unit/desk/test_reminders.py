"""What comes with time is told once: promises by the hour, reviews and confirmations by the day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import make_event, wire_talking
from tests.factories.people import make_user

from torg.channels.models import Channel, RotaWeek, TeamMember
from torg.channels.queries.teams import monday_of
from torg.desk.jobs import remind_of_channels, remind_of_promises
from torg.inbox.actions import claim
from torg.inbox.models import Thread, ThreadKind
from torg.kernel.scope import scope
from torg.notices.models import Notice
from torg.notices.states import Event
from torg.people.models import Municipality, User

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 8, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("vallentuna")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def editor(desk: Desk) -> User:
    return make_user(role="social_media_editor", department=desk.department)


def due(desk: Desk, name: str, at: datetime, **fields: object) -> Thread:
    """A thread whose promise ends at the moment."""
    event = make_event(name, text="När öppnar badet?", root=name, parent=name)
    thread = arrive(desk.channel, event, now=NOON - 3 * HOUR).thread
    Thread.objects.filter(pk=thread.pk).update(due_at=at, **fields)
    return thread


def reminded(at: datetime) -> set[tuple[str, str]]:
    """Who is told what more, by e-mail address."""
    before = set(Notice.objects.values_list("pk", flat=True))
    remind_of_promises(clock=lambda: at)
    rows = Notice.objects.exclude(pk__in=before).select_related("user")
    return {(row.user.email, row.event) for row in rows}


def test_a_promise_is_told_of_before_and_after_and_once(desk: Desk, editor: User) -> None:
    due(desk, "a", NOON + HOUR)
    due(desk, "b", NOON + HOUR + timedelta(minutes=59))
    due(desk, "later", NOON + timedelta(hours=2, minutes=30))
    assert reminded(NOON - timedelta(minutes=1)) == set()
    assert reminded(NOON) == {(editor.email, Event.PROMISE_SOON)}
    assert Notice.objects.get().what == f"{desk.channel}: 2 svar"
    assert reminded(NOON + timedelta(minutes=30)) == set()
    # The second is broken within the hour, and told when the hour is over.
    assert reminded(NOON + HOUR + timedelta(minutes=30)) == {(editor.email, Event.PROMISE_SOON)}
    told = reminded(NOON + 2 * HOUR)
    assert told == {(who.email, Event.PROMISE_BROKEN) for who in (editor, desk.lead)}
    assert reminded(NOON + 2 * HOUR) == set()


def test_what_somebody_holds_is_told_the_holder(desk: Desk, editor: User) -> None:
    thread = due(desk, "held", NOON + HOUR)
    claim(thread=thread, by=desk.colleague, now=NOON - HOUR)
    Thread.objects.filter(pk=thread.pk).update(due_at=NOON + HOUR)
    assert reminded(NOON) == {(desk.colleague.email, Event.PROMISE_SOON)}
    assert Notice.objects.get().path.endswith(f"/{thread.pk}/")


@pytest.mark.parametrize(
    ("kind", "reply", "told"),
    [
        (ThreadKind.COMMENT, True, True),
        (ThreadKind.COMMENT, False, False),
        (ThreadKind.MESSAGE, True, False),
    ],
)
def test_what_nobody_has_taken_is_told_whoever_has_the_week(
    desk: Desk, kind: ThreadKind, reply: bool, told: bool
) -> None:
    """Also where only the team gives the right to answer; messages need a role (M1-25)."""
    person = make_user(municipality=desk.municipality)
    Municipality.objects.update(teams_since=NOON)
    team = {"municipality": desk.municipality, "channel": desk.channel, "user": person}
    TeamMember.objects.create(**team, reply=reply)
    RotaWeek.objects.create(**team, monday=monday_of(NOON.date()))
    due(desk, "free", NOON + HOUR, kind=kind)
    assert ((person.email, Event.PROMISE_SOON) in reminded(NOON)) is told


def test_a_private_conversation_is_told_only_who_may_open_it(desk: Desk, editor: User) -> None:
    due(desk, "private", NOON - timedelta(minutes=30), kind=ThreadKind.MESSAGE)
    assert reminded(NOON) == {(desk.lead.email, Event.PROMISE_BROKEN)}


def test_a_promise_that_broke_days_ago_is_no_news(desk: Desk, editor: User) -> None:
    due(desk, "old", NOON - timedelta(hours=25))
    assert reminded(NOON) == set()


def test_a_review_is_told_on_its_day_and_again_when_it_is_late() -> None:
    desk = make_desk("malmo")
    with scope(desk.municipality.pk):
        Channel.objects.update(live_since=date(2025, 9, 8), page_responsible=desk.writer)
        assert remind_of_channels(clock=lambda: NOON) == 1
        assert remind_of_channels(clock=lambda: NOON) == 0
        assert remind_of_channels(clock=lambda: NOON + timedelta(days=40)) == 1
        rows = Notice.objects.filter(event=Event.REVIEW_DUE).select_related("user")
        assert {row.user for row in rows} == {desk.lead, desk.writer}
        assert {row.way for row in rows} == {"digest"}
