"""The deadline that each municipality promised, computed once at arrival."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, arrive, make_desk, words
from tests.factories.network import WHEN, TalkingNetwork, make_event
from tests.factories.people import make_department

from torg.inbox import actions, queries
from torg.inbox.actions.refresh_clock import point_clock
from torg.inbox.models import Answer, Message, Thread
from torg.inbox.states import ThreadState
from torg.kernel.scope import scope
from torg.rules.queries import pack_in_force


def utc(day: str, hour: int, minute: int = 0) -> datetime:
    """A UTC instant."""
    return datetime.fromisoformat(f"{day}T{hour:02}:{minute:02}:00+00:00")


def promised(pack: str, at: datetime) -> Message:
    """What that municipality promises on a question that is made available then."""
    desk = make_desk(pack)
    with scope(desk.municipality.pk):
        return arrive(desk.channel, make_event(at=at), now=at + timedelta(hours=3))


@pytest.mark.req("S-16")
def test_stockholm_counts_twenty_four_hours_on_working_days(
    db: None, network: TalkingNetwork
) -> None:
    # Thursday 2 April 2026 at 15: Good Friday, the weekend and Easter Monday do not count.
    message = promised("stockholm", utc("2026-04-02", 13))
    assert message.due_at == utc("2026-04-07", 13)
    assert message.thread.due_at == message.due_at
    assert message.rule_id == "stockholm.reply.deadline"
    assert "S-16" in message.deadline["citation"]
    assert any("arbetsdagar" in line for line in message.deadline["explanation"])


@pytest.mark.req("G-22")
def test_goteborg_promises_the_same_day(db: None, network: TalkingNetwork) -> None:
    desk = make_desk("goteborg")
    with scope(desk.municipality.pk):
        by_day = arrive(desk.channel, make_event("a", at=utc("2026-09-07", 8)))
        by_night = arrive(desk.channel, make_event("b", at=utc("2026-09-07", 20), root="post-2"))
        assert by_day.due_at is not None
        assert by_night.due_at is not None
        assert by_day.due_at.date() == datetime(2026, 9, 7, tzinfo=UTC).date()
        assert by_night.due_at == by_day.due_at + timedelta(days=1)


@pytest.mark.req("V-59")
def test_vallentuna_wishes_the_same_day_and_limits_to_the_next(
    db: None, network: TalkingNetwork
) -> None:
    message = promised("vallentuna", utc("2026-09-11", 14))
    assert message.target_at is not None
    assert message.due_at is not None
    assert message.target_at.date() == datetime(2026, 9, 11, tzinfo=UTC).date()
    assert message.due_at.date() == datetime(2026, 9, 14, tzinfo=UTC).date()
    assert message.due_at - message.target_at == timedelta(days=3)


def test_the_same_question_has_four_promises(db: None, network: TalkingNetwork) -> None:
    at = utc("2026-09-11", 14)
    found = {pack: promised(pack, at) for pack in ("malmo", "stockholm", "goteborg", "vallentuna")}
    assert len({message.rule_id for message in found.values()}) == 4
    for message in found.values():
        with scope(message.municipality_id):
            digest = pack_in_force(message.municipality, at).digest
        assert message.pack_digest == digest
        assert message.due_at is not None
        assert message.due_at > at


def test_a_municipality_without_rules_still_gets_its_mail(
    db: None, network: TalkingNetwork
) -> None:
    department = make_department()
    with scope(department.municipality_id):
        message = arrive(make_channel(department=department))
    assert message.due_at is None
    assert message.deadline["explanation"]


def test_the_promise_is_not_moved_by_sorting_it_anew(desk: Desk) -> None:
    message = arrive(desk.channel)
    before = message.due_at, message.deadline
    actions.set_kind(message=message, kind="praise", by=desk.writer, now=message.captured_at)
    message.refresh_from_db()
    assert (message.due_at, message.deadline) == before


def test_the_thread_points_at_its_oldest_unanswered_message(desk: Desk) -> None:
    first = arrive(desk.channel)
    arrive(desk.channel, make_event("c2", minutes=90))
    thread = Thread.objects.get()
    assert (thread.due_at, thread.order_at) == (first.due_at, first.due_at)


@pytest.mark.req("V-60")
def test_an_interim_reply_meets_the_promise_and_starts_a_second_clock(
    db: None, network: TalkingNetwork
) -> None:
    desk = make_desk("vallentuna")
    with scope(desk.municipality.pk):
        message = arrive(desk.channel, make_event(at=utc("2026-09-07", 8)))
        now = utc("2026-09-08", 13)
        text = "Vi återkommer så snart vi vet mer.\n\nHälsningar Omar, kommunikatör"
        sent = actions.send_interim(
            thread=message.thread, words=words(message.thread, text), by=desk.writer, now=now
        )
        message.refresh_from_db()
        thread = Thread.objects.get()
        assert sent.interim
        assert (message.answered_by, message.answered_at) == (Answer.INTERIM, now)
        assert thread.state == ThreadState.WAITING
        assert thread.follow_up_at is not None
        assert thread.follow_up_at.date() == datetime(2026, 9, 15, tzinfo=UTC).date()
        assert thread.due_at == thread.follow_up_at
        assert not queries.overdue(desk.writer, utc("2026-09-09", 20)).exists()
        assert queries.overdue(desk.writer, utc("2026-09-16", 6)).get() == thread


@pytest.mark.req("G-21")
def test_praise_without_response_is_a_breach_like_a_question(
    db: None, network: TalkingNetwork
) -> None:
    desk = make_desk("goteborg")
    with scope(desk.municipality.pk):
        asked = arrive(desk.channel, make_event("q", at=utc("2026-09-07", 8)))
        praise = arrive(
            desk.channel, make_event("p", text="Tack, toppen!", root="x", at=utc("2026-09-07", 8))
        )
        assert (asked.kind, praise.kind) == ("question", "praise")
        late = utc("2026-09-08", 8)
        assert set(queries.breaches(desk.writer, late)) == {asked, praise}
        actions.like(message=praise, by=desk.writer, now=late)
        assert set(queries.breaches(desk.writer, late)) == {asked}


@pytest.mark.parametrize("state", ThreadState)
@pytest.mark.parametrize("follow_up", [None, WHEN + timedelta(days=3)])
@pytest.mark.parametrize("due", [None, WHEN + timedelta(days=1)])
@pytest.mark.parametrize("waits", [False, True])
def test_an_open_thread_with_a_deadline_stands_at_it_in_its_queue(
    state: ThreadState, follow_up: datetime | None, due: datetime | None, waits: bool
) -> None:
    """What is late is found by the place in the queue (inbox.queries.Filters)."""
    thread = Thread(state=state, follow_up_at=follow_up, latest_at=WHEN, order_at=WHEN)
    point_clock(thread, Message(due_at=due, made_available_at=WHEN) if waits else None)
    assert state == ThreadState.DONE or thread.due_at in {None, thread.order_at}
