"""A closing goes step by step: refused by the action with its clause, and by the database."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.factories.closing import CLOSES, NOW, TODAY, Ending, make_ending
from tests.factories.network import wire_talking
from tests.factories.people import grant_role

from torg.channels import actions
from torg.channels.models import Channel, ChannelConnection, Closing, ClosingNotice
from torg.channels.queries import closing as read
from torg.channels.queries import open_channels
from torg.channels.states import CLOSING_STEPS, ClosingState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.queries import timeline

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=41)


@pytest.fixture
def ending(db: None) -> Iterator[Ending]:
    wire_talking()
    made = make_ending()
    with scope(made.desk.municipality.pk):
        yield made


@pytest.mark.req("G-60", "G-61", "G-62", "G-67")
def test_from_reason_to_register(ending: Ending) -> None:
    closing, desk = ending.kept(), ending.desk
    closed = actions.order_deregistration(closing=closing, by=desk.lead, now=LATER)
    channel = Channel.objects.get()
    assert (closed.state, channel.state, channel.closed_on) == (
        "done",
        "closed",
        CLOSES + timedelta(days=1),
    )
    assert channel not in open_channels(desk.lead)
    access = ChannelConnection.objects.get()
    assert access.ended
    assert not access.secret
    assert list(read.orders(ending.register)) == [closing]
    assert not read.orders(desk.writer)
    assert actions.confirm_order(closing=closing, by=ending.register, now=LATER)
    assert not actions.confirm_order(closing=closing, by=ending.register, now=LATER)
    assert not read.orders(ending.register)
    told = [item.summary for item in timeline(Ref("channels.closing", str(closing.pk)))]
    assert len(told) == 10
    assert read.reasons_counted(desk.lead, 2026) == [("målen nås inte", 1)]
    with pytest.raises(Refusal, match="redan stängd"):
        ending.begun()


@pytest.mark.req("G-55")
def test_without_a_reason_of_the_list_it_does_not_begin(ending: Ending) -> None:
    for reason in ("", "own"):
        with pytest.raises(Refusal, match="skäl") as refused:
            ending.begun(reason=reason)
        assert "G-55" in refused.value.cite


def test_one_closing_at_a_time(ending: Ending) -> None:
    ending.begun()
    with pytest.raises(Refusal, match="redan på väg"):
        ending.begun()


@pytest.mark.req("G-61")
def test_one_of_two_does_not_open_the_notices(ending: Ending) -> None:
    closing = actions.decide_closing(
        closing=ending.prepared(), motive="", by=ending.manager, now=NOW
    )
    assert closing.state == "decide"
    with pytest.raises(Refusal, match="låst"):
        notice(ending, closing)
    with pytest.raises(Refusal, match="redan beslutat"):
        actions.decide_closing(closing=closing, motive="", by=ending.manager, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.filter(pk=closing.pk).update(state="notify", decided_at=NOW)
    closing = actions.decide_closing(closing=closing, motive="", by=ending.communications, now=NOW)
    assert closing.state == "notify"


@pytest.mark.req("G-61")
def test_one_person_with_both_roles_decides_in_both(ending: Ending) -> None:
    grant_role(ending.manager, "communications_manager")
    ending.manager.forget_roles()
    closing = actions.decide_closing(
        closing=ending.prepared(), motive="", by=ending.manager, now=NOW
    )
    assert (closing.state, closing.decisions.count()) == ("notify", 2)


@pytest.mark.req("G-60", "G-69")
def test_an_adviser_comments_and_does_not_decide(ending: Ending) -> None:
    closing = ending.prepared()
    actions.advise_closing(closing=closing, text="Slå ihop dem.", by=ending.adviser, now=NOW)
    assert closing.advice.get().roles == ["web_strategist"]
    for who in (ending.adviser, ending.desk.lead):
        with pytest.raises(Denied) as refused:
            actions.decide_closing(closing=closing, motive="", by=who, now=NOW)
        assert "G-61" in refused.value.cite


@pytest.mark.req("G-62")
def test_too_few_or_too_late_notices_stop(ending: Ending) -> None:
    closing, lead = ending.decided(), ending.desk.lead
    notice(ending, closing)
    with pytest.raises(Refusal, match="1 av 2") as refused:
        actions.finish_notices(closing=closing, by=lead, now=NOW)
    assert "G-62" in refused.value.cite
    notice(ending, closing)
    actions.move_closing_day(closing=closing, on=TODAY + timedelta(days=29), by=lead, now=NOW)
    with pytest.raises(Refusal, match="i tid"):
        actions.finish_notices(closing=closing, by=lead, now=NOW)
    actions.move_closing_day(closing=closing, on=TODAY + timedelta(days=30), by=lead, now=NOW)
    assert actions.finish_notices(closing=closing, by=lead, now=NOW).state == "archive"


@pytest.mark.req("G-63")
def test_a_notice_with_an_empty_slot_is_refused_twice(ending: Ending) -> None:
    closing = ending.decided()
    for slots in ({"why": " "}, {"referral": ""}):
        with pytest.raises(Refusal) as refused:
            notice(ending, closing, **slots)
        assert "G-63" in refused.value.cite
    kept = notice(ending, closing)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingNotice.objects.filter(pk=kept.pk).update(why="")


@pytest.mark.req("G-64")
def test_a_long_silence_is_an_exception_that_is_recorded(ending: Ending) -> None:
    closing, lead = ending.decided(), ending.desk.lead
    with pytest.raises(Refusal, match="tyst så länge"):
        actions.finish_notices(
            closing=closing, quiet_since=TODAY - timedelta(days=179), by=lead, now=NOW
        )
    silent = TODAY - timedelta(days=180)
    Channel.objects.update(active_on=silent + timedelta(days=1))
    with pytest.raises(Refusal, match="senare aktivitet"):
        actions.finish_notices(closing=closing, quiet_since=silent, by=lead, now=NOW)
    Channel.objects.update(active_on=silent)
    done = actions.finish_notices(closing=closing, quiet_since=silent, by=lead, now=NOW)
    assert (done.state, done.quiet_since) == ("archive", silent)
    assert "tyst länge" in timeline(Ref("channels.closing", str(closing.pk)))[0].what


@pytest.mark.req("G-65")
def test_the_end_waits_for_the_archive(ending: Ending) -> None:
    closing, lead = ending.told(), ending.desk.lead
    then = NOW + timedelta(days=22)
    with pytest.raises(Refusal, match="låst"):
        actions.order_deregistration(closing=closing, by=lead, now=LATER)
    kept = actions.choose_archive(
        closing=closing, choice="preserve", reason="Unikt.", by=lead, now=then
    )
    assert (kept.state, kept.snapshot_asked_at) == ("archive", then)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.filter(pk=closing.pk).update(state="deregister")
    with pytest.raises(Refusal, match="förvaras"):
        actions.note_snapshot(closing=closing, on=then.date(), kept=" ", by=lead, now=then)
    done = actions.note_snapshot(closing=closing, on=then.date(), kept="Dnr 12", by=lead, now=then)
    assert done.state == "deregister"


def test_dropping_needs_a_reason_and_ends_it(ending: Ending) -> None:
    closing = ending.prepared()
    with pytest.raises(Refusal, match="varför"):
        actions.drop_closing(closing=closing, reason=" ", by=ending.desk.lead, now=NOW)
    actions.drop_closing(closing=closing, reason="Den behövs.", by=ending.desk.lead, now=NOW)
    with pytest.raises(Refusal, match="redan färdigt"):
        actions.decide_closing(closing=closing, motive="", by=ending.manager, now=NOW)
    assert Channel.objects.get().state == "live"
    assert ending.begun().state == "merge"


def notice(
    ending: Ending, closing: Closing, why: str = "målen nås inte", referral: str = "huvudkontot"
) -> ClosingNotice:
    return actions.add_notice(
        closing=closing,
        why=why,
        referral=referral,
        text="Vi stänger.",
        told_on=TODAY,
        by=ending.desk.lead,
        now=NOW,
    )


def tries(ending: Ending, closing: Closing) -> dict[ClosingState, Callable[[], object]]:
    lead = ending.desk.lead
    long_ago = TODAY - timedelta(days=400)
    return {
        ClosingState.MERGE: lambda: actions.prepare_merge(
            closing=closing,
            merge_into=None,
            merge_note="Ingen.",
            closing_on=LATER.date(),
            by=lead,
            now=LATER,
        ),
        ClosingState.DECIDE: lambda: [
            actions.decide_closing(closing=closing, motive="", by=who, now=LATER)
            for who in (ending.manager, ending.communications)
        ],
        ClosingState.NOTIFY: lambda: actions.finish_notices(
            closing=closing, quiet_since=long_ago, by=lead, now=LATER
        ),
        ClosingState.ARCHIVE: lambda: actions.choose_archive(
            closing=closing, choice="discard", reason="Nej.", by=lead, now=LATER
        ),
        ClosingState.DEREGISTER: lambda: actions.order_deregistration(
            closing=closing, by=lead, now=LATER
        ),
    }


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(order=some.lists(some.sampled_from(CLOSING_STEPS), max_size=9))
def test_whatever_order_is_tried_the_steps_are_taken_in_theirs(
    ending: Ending, order: list[ClosingState]
) -> None:
    with transaction.atomic():
        closing = ending.begun()
        attempts, taken = tries(ending, closing), 0
        for step in order:
            if taken < len(CLOSING_STEPS) and step is CLOSING_STEPS[taken]:
                attempts[step]()
                taken += 1
            else:
                with pytest.raises(Refusal):
                    attempts[step]()
        state = Closing.objects.get(pk=closing.pk).state
        assert state == (*CLOSING_STEPS, ClosingState.DONE)[taken]
        transaction.set_rollback(True)


def test_where_no_rule_speaks_the_order_is_the_same_and_less_is_asked(db: None) -> None:
    wire_talking()
    ending = make_ending("stockholm")
    with scope(ending.desk.municipality.pk):
        lead = ending.desk.lead
        with pytest.raises(Refusal, match="skälet"):
            ending.begun(reason="own")
        closing = ending.begun(reason="own", note="Ingen läser den.")
        assert read.standing(closing, NOW).cited is None
        actions.prepare_merge(
            closing=closing,
            merge_into=None,
            merge_note="Ingen.",
            closing_on=TODAY,
            by=lead,
            now=NOW,
        )
        with pytest.raises(Denied):
            actions.decide_closing(closing=closing, motive="", by=ending.adviser, now=NOW)
        assert (
            actions.decide_closing(closing=closing, motive="", by=lead, now=NOW).state == "notify"
        )
        assert actions.finish_notices(closing=closing, by=lead, now=NOW).state == "archive"
