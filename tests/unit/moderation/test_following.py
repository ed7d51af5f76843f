"""After the decision: what the network did, hand-over, registration, the word to the author."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from tests.factories.inbox import Desk
from tests.factories.moderation import NOW, decision, deliver, reported
from tests.factories.network import TalkingNetwork
from tests.factories.people import make_department, make_user

from torg.delivery.models import Act
from torg.inbox.models import Message
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline
from torg.moderation import actions, jobs
from torg.moderation.models import Block, Case, Notice
from torg.moderation.queries import ref_to, to_register
from torg.moderation.states import CaseState
from torg.people.models import User
from torg.ports.errors import Mender, Refused, Unreachable
from torg.ports.network import ActKind, ActRequest, Receipt

LATER = NOW + timedelta(minutes=2)


def carried_out(desk: Desk, by: User, folder: Path, **more: object) -> Case:
    """A case that the network has done what it asked for."""
    actions.decide(case=reported(desk), decision=decision(desk, **more), by=by, now=NOW)
    deliver(desk, NOW, folder)
    assert jobs.follow_decisions(clock=lambda: LATER) == 1
    case: Case = Case.objects.select_related("message__channel__connection").get()
    assert case.state == CaseState.CARRIED_OUT
    return case


def test_what_the_network_did_is_seen_in_the_conversation(
    desk: Desk, moderator: User, tmp_path: Path
) -> None:
    case = carried_out(desk, moderator, tmp_path)
    assert Message.objects.get(pk=case.message_id).hidden_at is not None
    assert "vara kritisk" in case.notice_text
    told = [item.verb for item in timeline(ref_to(case))]
    assert told[0] == "case.carried_out"
    assert {"case.reported", "case.decided", "act.live"} < set(told)
    assert jobs.follow_decisions(clock=lambda: LATER) == 0, "once is enough"


def test_a_refusal_goes_back_to_the_moderator(
    desk: Desk, moderator: User, network: TalkingNetwork, tmp_path: Path
) -> None:
    def no(request: ActRequest) -> Receipt:
        raise Refused("gone", cause="Inlägget finns inte kvar.", mender=Mender.NETWORK)

    network.answer = no
    block = decision(desk, block_until_review=date(2026, 12, 1))
    actions.decide(case=reported(desk), decision=block, by=moderator, now=NOW)
    deliver(desk, NOW, tmp_path)
    jobs.follow_decisions(clock=lambda: LATER)
    case = Case.objects.get()
    assert (case.state, case.setback) == (CaseState.SEALED, "Inlägget finns inte kvar.")
    assert case.carried_out_at is None
    network.answer = None
    again = actions.decide(case=case, decision=block, by=moderator, now=LATER)
    assert (again.state, again.setback) == (CaseState.DECIDED, "")
    assert Block.objects.count() == 1
    deliver(desk, LATER, tmp_path)
    jobs.follow_decisions(clock=lambda: LATER)
    assert Case.objects.get().state == CaseState.CARRIED_OUT


def test_an_unclear_act_moves_nothing(
    desk: Desk, moderator: User, network: TalkingNetwork, tmp_path: Path
) -> None:
    def lost(request: ActRequest) -> Receipt:
        raise Unreachable("timeout", maybe_done=True)

    network.answer = lost
    actions.decide(case=reported(desk), decision=decision(desk), by=moderator, now=NOW)
    deliver(desk, NOW, tmp_path)
    assert Act.objects.get().state == "unknown"
    assert jobs.follow_decisions(clock=lambda: LATER) == 0
    assert Case.objects.get().state == CaseState.DECIDED


@pytest.mark.req("V-67")
@pytest.mark.parametrize("pack", ["vallentuna"])
def test_the_capture_is_earlier_than_the_removal(
    desk: Desk, moderator: User, network: TalkingNetwork, tmp_path: Path
) -> None:
    network.answer = lambda request: Receipt("obj-1", "", at=LATER)
    case = carried_out(desk, moderator, tmp_path)
    assert case.evidence.sealed_at == NOW < LATER == case.carried_out_at


@pytest.mark.req("V-65")
@pytest.mark.parametrize("pack", ["vallentuna"])
def test_the_author_is_told_or_there_is_a_reason(
    desk: Desk, moderator: User, network: TalkingNetwork, tmp_path: Path
) -> None:
    case = carried_out(desk, moderator, tmp_path)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(state="closed")
    with pytest.raises(Refusal) as refused:
        actions.close(case=case, notice=Notice.SENT, text=" ", by=moderator, now=LATER)
    assert refused.value.field == "text"
    case = actions.close(
        case=case, notice=Notice.SENT, text=case.notice_text, by=moderator, now=LATER
    )
    assert (case.state, case.notice) == (CaseState.CLOSED, "sent")
    assert "kränker någon" in case.notice_text
    deliver(desk, LATER, tmp_path)
    assert network.calls[-1].kind == ActKind.MESSAGE
    assert network.calls[-1].text == case.notice_text
    with pytest.raises(Refusal, match="redan avslutat"):
        actions.close(case=case, notice=Notice.NOT_POSSIBLE, by=moderator, now=LATER)


@pytest.mark.req("V-65")
@pytest.mark.parametrize("pack", ["vallentuna"])
def test_a_reason_why_not_is_enough(desk: Desk, moderator: User, tmp_path: Path) -> None:
    case = carried_out(desk, moderator, tmp_path)
    case = actions.close(
        case=case, notice=Notice.NOT_SUITABLE, text="Förslaget", by=moderator, now=LATER
    )
    assert (case.state, case.notice, case.notice_text) == ("closed", "not_suitable", "")
    assert not Act.objects.filter(kind=ActKind.MESSAGE).exists()


@pytest.mark.req("V-69")
@pytest.mark.parametrize("pack", ["vallentuna"])
def test_secrecy_is_handed_to_a_department_before_the_close(
    desk: Desk, moderator: User, tmp_path: Path
) -> None:
    case = carried_out(desk, moderator, tmp_path, ground="secrecy")
    unit = make_department(municipality=desk.municipality, name="Socialförvaltningen")
    foreign = make_department()
    assert case.needs_hand_over
    Case.objects.update(registration_reference="KS 2026-17")
    with pytest.raises(Refusal) as refused:
        actions.close(case=case, notice=Notice.NOT_POSSIBLE, by=moderator, now=LATER)
    assert "V-69" in refused.value.cite
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(state="closed", notice="not_possible")
    with pytest.raises(Refusal):
        actions.hand_over(case=case, department=foreign, by=moderator, now=LATER)
    case = actions.hand_over(case=case, department=unit, by=moderator, now=LATER)
    assert (case.handed_to, case.handed_at) == (unit, LATER)
    assert timeline(ref_to(case))[0].summary == "Lämnade över till Socialförvaltningen."
    case = actions.close(case=case, notice=Notice.NOT_POSSIBLE, by=moderator, now=LATER)
    assert case.state == CaseState.CLOSED


@pytest.mark.req("V-101")
@pytest.mark.parametrize("pack", ["vallentuna"])
def test_unlawful_content_stays_open_until_it_is_registered(
    desk: Desk, moderator: User, tmp_path: Path
) -> None:
    registrar = make_user(role="registrar", municipality=desk.municipality)
    case = carried_out(desk, moderator, tmp_path, ground="unlawful")
    assert [task.pk for task in to_register(registrar)] == [case.pk]
    assert case.evidence.file_digest, "the task has its file"
    with pytest.raises(Refusal, match="Platina") as refused:
        actions.close(case=case, notice=Notice.NOT_POSSIBLE, by=moderator, now=LATER)
    assert "V-101" in refused.value.cite
    assert Case.objects.get().state == CaseState.CARRIED_OUT
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(state="closed", notice="not_possible")
    with pytest.raises(Denied):
        actions.register(case=case, reference="KS 2026-17", by=moderator, now=LATER)
    with pytest.raises(Refusal):
        actions.register(case=case, reference=" ", by=registrar, now=LATER)
    case = actions.register(case=case, reference="KS 2026-17", by=registrar, now=LATER)
    assert not to_register(registrar).exists()
    case = actions.close(case=case, notice=Notice.NOT_POSSIBLE, by=moderator, now=LATER)
    assert (case.state, case.registration_reference) == (CaseState.CLOSED, "KS 2026-17")


@pytest.mark.parametrize("pack", ["malmo", "stockholm", "goteborg"])
def test_where_the_rules_ask_for_neither_nothing_is_asked(
    desk: Desk, moderator: User, tmp_path: Path
) -> None:
    case = carried_out(desk, moderator, tmp_path)
    assert (case.needs_hand_over, case.needs_registration) == (False, False)
    case = actions.close(case=case, notice=Notice.NOT_POSSIBLE, by=moderator, now=LATER)
    assert case.state == CaseState.CLOSED


def test_nothing_is_closed_or_handed_over_before_the_network_has_done_it(
    desk: Desk, moderator: User
) -> None:
    case = actions.decide(case=reported(desk), decision=decision(desk), by=moderator, now=NOW)
    with pytest.raises(Refusal, match="kan inte avslutas än"):
        actions.close(case=case, notice=Notice.NOT_POSSIBLE, by=moderator, now=NOW)
    with pytest.raises(Refusal, match="lämna över"):
        actions.hand_over(case=case, department=desk.department, by=moderator, now=NOW)


def test_one_broken_case_does_not_hold_the_others(
    desk: Desk, moderator: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        actions.decide(case=reported(desk), decision=decision(desk), by=moderator, now=NOW)
    deliver(desk, NOW, tmp_path)
    follow, broken = actions.follow, Case.objects.order_by("id")[0].pk

    def sometimes(*, case: Case, now: datetime) -> bool:
        if case.pk == broken:
            raise RuntimeError
        return follow(case=case, now=now)

    monkeypatch.setattr(actions, "follow", sometimes)
    assert jobs.follow_decisions(clock=lambda: LATER) == 1
    states = dict(Case.objects.values_list("pk", "state"))
    assert states.pop(broken) == "decided"
    assert list(states.values()) == ["carried_out"]


def test_a_network_without_messages_is_not_asked_to_carry_one(
    desk: Desk, moderator: User, tmp_path: Path
) -> None:
    case = carried_out(desk, moderator, tmp_path)
    Message.objects.filter(pk=case.message_id).update(person=None)
    case = Case.objects.select_related("message__channel__connection").get()
    with pytest.raises(Refusal) as refused:
        actions.close(case=case, notice=Notice.SENT, text="Hej", by=moderator, now=LATER)
    assert refused.value.field == "notice"
