"""Whose list a case stands on, in which order, and when it becomes an alarm."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.factories.inbox import Desk, make_desk
from tests.factories.moderation import (
    NOW,
    decision,
    deliver,
    message_of,
    moderator_of,
    reported,
)
from tests.factories.people import grant_role, make_department, make_user

from torg.inbox.actions import forward
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.moderation import actions, jobs, queries
from torg.moderation.models import Case
from torg.people.models import User


@pytest.mark.req("V-99")
@pytest.mark.parametrize("pack", ["vallentuna"])
def test_a_watcher_without_the_right_alerts_everyone_who_has_it_until_one_accepts(
    desk: Desk, moderator: User
) -> None:
    second = moderator_of(desk)
    elsewhere = moderator_of(desk, department=make_department(municipality=desk.municipality))
    case = reported(desk, by=desk.writer)
    assert case.evidence.sealed_at == NOW, "captured at once"
    for holder in (moderator, second):
        assert [one.pk for one in queries.to_accept(holder)] == [case.pk]
    for other in (desk.writer, desk.lead, elsewhere):
        assert not queries.to_accept(other).exists()
    actions.accept(case=case, by=second, now=NOW)
    assert not queries.to_accept(moderator).exists()
    with pytest.raises(Refusal, match="Någon annan"):
        actions.accept(case=case, by=moderator, now=NOW)


@pytest.mark.req("V-64")
@pytest.mark.parametrize("pack", ["vallentuna"])
def test_open_cases_stand_by_discovery_and_closed_ones_apart(desk: Desk, moderator: User) -> None:
    cases = [reported(desk, now=NOW + timedelta(minutes=minutes)) for minutes in (7, 2, 5)]
    assert [one.pk for one in queries.open_cases(moderator)] == [
        cases[1].pk, cases[2].pk, cases[0].pk,
    ]  # fmt: skip
    actions.dismiss(case=cases[1], assessment="Kritik.", by=moderator, now=NOW)
    assert [one.pk for one in queries.closed_cases(moderator)] == [cases[1].pk]
    assert queries.open_cases(moderator).count() == 2


@pytest.mark.parametrize("pack", ["goteborg"])
def test_the_nearest_deadline_comes_first_page_by_page(desk: Desk, moderator: User) -> None:
    for minutes in (3, 1, 2, 4):
        reported(desk, now=NOW + timedelta(minutes=minutes))
    found, mark, seen = 1, "", []
    while found:
        cases, mark = queries.page(queries.open_cases(moderator), mark, 2)
        seen += [case.deadline for case in cases]
        found = bool(mark)
    assert seen == [NOW + timedelta(hours=24, minutes=minutes) for minutes in (1, 2, 3, 4)]
    assert queries.page(queries.open_cases(moderator), "påhitt", 2)[0]
    backwards = queries.page(queries.closed_cases(moderator), "", 2)
    assert backwards == ([], "")


@pytest.mark.req("V-106")
@pytest.mark.parametrize("pack", ["vallentuna"])
def test_sealed_and_still_up_after_an_hour_is_an_alarm(
    desk: Desk, moderator: User, tmp_path: Path
) -> None:
    case = reported(desk)
    assert case.alert_at == NOW + timedelta(minutes=60)
    after = NOW + timedelta(minutes=60)
    assert not queries.overdue_cases(moderator, after - timedelta(seconds=1)).exists()
    assert [one.pk for one in queries.overdue_cases(moderator, after)] == [case.pk]
    assert [one.pk for one in queries.overdue_cases(desk.lead, after)] == [case.pk]
    assert not queries.overdue_cases(desk.writer, after).exists()
    actions.decide(case=case, decision=decision(desk), by=moderator, now=after)
    assert queries.overdue_cases(moderator, after).exists(), "decided, but still up"
    deliver(desk, after, tmp_path)
    jobs.follow_decisions(clock=lambda: after)
    assert not queries.overdue_cases(moderator, after).exists()


def test_evidence_is_seen_where_one_may_see_it(desk: Desk, moderator: User) -> None:
    case = reported(desk)
    registrar = make_user(role="registrar", municipality=desk.municipality)
    own = moderator_of(desk, department=desk.department)
    # May read the inbox everywhere, but see evidence in another department only.
    other = moderator_of(desk, department=make_department(municipality=desk.municipality))
    grant_role(other, "communicator")
    for person, sees in (
        (moderator, True), (desk.lead, True), (registrar, True), (own, True),
        (desk.writer, False), (desk.centre, False), (other, False),
    ):  # fmt: skip
        assert queries.visible_to(person).filter(pk=case.pk).exists() is sees, person


def test_other_municipalities_see_nothing(desk: Desk) -> None:
    reported(desk)
    other = make_desk("stockholm")
    with scope(other.municipality.pk):
        assert not queries.visible_to(moderator_of(other)).exists()
        assert not queries.open_cases(other.lead).exists()


def test_whoever_got_the_conversation_may_report_it(desk: Desk) -> None:
    unit = make_department(municipality=desk.municipality, name="Skolförvaltningen")
    official = make_user(role="official", municipality=desk.municipality, department=unit)
    message = message_of(desk)
    assert not queries.reportable(official).filter(pk=message.pk).exists()
    forward(
        thread=message.thread, department=unit, reason="Rör skolan", by=desk.writer, now=NOW,
        note="", acknowledgement=None,
    )  # fmt: skip
    message = queries.reportable(official).get(pk=message.pk)
    case = reported(desk, by=official, message=message)
    assert case.reported_by == official
    assert Case.objects.count() == 1
