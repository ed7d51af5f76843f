"""On which grounds, by whom, with what words, and by when."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, transaction
from tests.factories.inbox import Desk
from tests.factories.moderation import NOW, WHY, decision, message_of, moderator_of, reported
from tests.factories.people import make_department, make_user

from torg.delivery.models import Act
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline
from torg.moderation import actions
from torg.moderation.models import Block, Case, Measure
from torg.moderation.queries import ref_to, terms_of
from torg.moderation.states import CaseState
from torg.people.models import User
from torg.rules.queries import pack_in_force

ALL = ["goteborg", "malmo", "stockholm", "vallentuna"]
LAW = {
    "unlawful_threat", "privacy_intrusion", "incitement", "agitation", "child_abuse_image",
    "violence", "terror_call", "copyright",
}  # fmt: skip
SATURDAY = datetime(2026, 9, 12, 18, 0, tzinfo=UTC)
REVIEW = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("pack", "codes"),
    [
        (
            "goteborg",
            LAW | {"pornography", "personal_data", "party_political", "advertising", "spam"},
        ),
        ("malmo", LAW),
        ("stockholm", LAW),
        ("vallentuna", LAW | {"unlawful", "offensive", "secrecy"}),
    ],
)
def test_each_municipality_has_its_own_grounds(desk: Desk, codes: set[str]) -> None:
    terms = terms_of(reported(desk))
    assert {ground.code for ground in terms.grounds} == codes


@pytest.mark.req("G-32")
@pytest.mark.parametrize("pack", ["goteborg"])
def test_the_list_of_what_is_not_allowed_holds_for_every_removal(
    desk: Desk, moderator: User
) -> None:
    case = reported(desk)
    labels = {ground.code: ground.label for ground in terms_of(case).grounds}
    assert labels["agitation"] == "Hets mot folkgrupp"
    assert {"violence", "pornography", "incitement"} <= labels.keys()
    for code in ("", "criticism", "annat"):
        with pytest.raises(Refusal, match="Välj en grund ur kommunens lista"):
            actions.decide(case=case, decision=decision(desk, ground=code), by=moderator, now=NOW)
    decided = actions.decide(case=case, decision=decision(desk), by=moderator, now=NOW)
    assert (decided.ground, decided.ground_label) == ("agitation", "Hets mot folkgrupp")
    assert decided.pack_digest == pack_in_force(desk.municipality, NOW).digest


@pytest.mark.req("V-63")
@pytest.mark.parametrize("pack", ["vallentuna"])
def test_unlawful_offensive_and_secret_has_to_go(desk: Desk) -> None:
    must = {ground.code for ground in terms_of(reported(desk)).grounds if ground.mandatory}
    assert {"unlawful", "offensive", "secrecy"} <= must


@pytest.mark.req("V-68")
@pytest.mark.parametrize("pack", ["vallentuna"])
def test_criticism_is_no_ground_and_each_case_has_its_words(desk: Desk, moderator: User) -> None:
    case = reported(desk)
    terms = terms_of(case)
    assert not any("criticism" in ground.code for ground in terms.grounds)
    assert terms.protected
    for words in ("", "   \n"):
        with pytest.raises(Refusal) as refused:
            actions.decide(
                case=case, decision=decision(desk, assessment=words), by=moderator, now=NOW
            )
        assert refused.value.field == "assessment"
        assert "V-68" in refused.value.cite
    assert Act.objects.count() == 0
    assert Case.objects.get().state == CaseState.SEALED


@pytest.mark.req("G-38")
@pytest.mark.parametrize("pack", ["goteborg"])
def test_party_politics_is_a_judgement_without_a_clock(desk: Desk, moderator: User) -> None:
    case = reported(desk, now=NOW)
    assert case.deadline == NOW + timedelta(hours=24)
    chosen = decision(desk, ground="party_political", assessment="")
    with pytest.raises(Refusal) as refused:
        actions.decide(case=case, decision=chosen, by=moderator, now=NOW)
    assert refused.value.field == "assessment"
    assert "G-38" in refused.value.cite
    case = actions.decide(
        case=case, decision=decision(desk, ground="party_political"), by=moderator, now=NOW
    )
    assert case.deadline is None
    assert not case.is_late(NOW + timedelta(days=3))
    assert (case.legal_basis, bool(case.policy_basis)) == ("", True)


@pytest.mark.req("G-33")
@pytest.mark.parametrize("pack", ["goteborg"])
def test_the_day_runs_through_the_weekend(desk: Desk) -> None:
    case = reported(desk, now=SATURDAY)
    assert case.discovered_at == SATURDAY, "Saturday 20.00 in Göteborg"
    sunday = SATURDAY + timedelta(hours=24)
    assert not case.is_late(sunday)
    assert case.is_late(sunday + timedelta(seconds=1))
    assert any("24 timmar" in line for line in case.explanation)


@pytest.mark.req("G-31")
@pytest.mark.parametrize("pack", ["goteborg"])
def test_offensive_personal_data_has_the_shortest_deadline(desk: Desk) -> None:
    case = reported(desk)
    shortest = min(
        due
        for ground in terms_of(case).grounds
        if (due := terms_of(case, ground.code).deadline) is not None
    )
    assert case.deadline == terms_of(case, "personal_data").deadline == shortest


@pytest.mark.parametrize("pack", ALL)
def test_law_and_the_municipalitys_rule_are_stored_apart(desk: Desk, moderator: User) -> None:
    case = actions.decide(case=reported(desk), decision=decision(desk), by=moderator, now=NOW)
    chosen = next(one for one in terms_of(case).grounds if one.code == case.ground)
    assert case.policy_basis == chosen.policy_basis
    assert chosen.legal_basis in case.legal_basis
    assert chosen.law_code in case.legal_basis
    assert (case.decided_by, case.decided_at) == (moderator, NOW)
    assert timeline(ref_to(case))[0].summary == (f"Beslutade: Dölj. Grund: {case.ground_label}.")


def test_rights_to_hide_and_to_remove_differ(desk: Desk, moderator: User) -> None:
    case = reported(desk)
    with pytest.raises(Denied):
        actions.decide(case=case, decision=decision(desk), by=desk.writer, now=NOW)
    with pytest.raises(Denied):
        actions.decide(
            case=case, decision=decision(desk, measure=Measure.DELETE), by=desk.lead, now=NOW
        )
    case = actions.decide(case=case, decision=decision(desk), by=desk.lead, now=NOW)
    assert case.decided_by == desk.lead


def test_a_moderator_of_another_department_decides_nothing(desk: Desk) -> None:
    other = make_department(municipality=desk.municipality)
    stranger = moderator_of(desk, department=other)
    case = reported(desk)
    attempts: list[Callable[[], object]] = [
        lambda: actions.decide(case=case, decision=decision(desk), by=stranger, now=NOW),
        lambda: actions.dismiss(case=case, assessment=WHY, by=stranger, now=NOW),
        lambda: actions.accept(case=case, by=stranger, now=NOW),
    ]
    for attempt in attempts:
        with pytest.raises(Denied):
            attempt()


@pytest.mark.req("V-66")
@pytest.mark.parametrize("pack", ["vallentuna"])
def test_a_block_needs_its_right_ground_person_and_review_day(desk: Desk, moderator: User) -> None:
    case = reported(desk)
    with pytest.raises(Denied):
        actions.decide(
            case=case, decision=decision(desk, block_until_review=REVIEW), by=desk.lead, now=NOW
        )
    assert (Block.objects.count(), Act.objects.count()) == (0, 0)
    with pytest.raises(Refusal) as refused:
        actions.decide(
            case=case,
            decision=decision(desk, block_until_review=NOW.date()),
            by=moderator,
            now=NOW,
        )
    assert refused.value.field == "review_on"
    too_late = decision(desk, block_until_review=NOW.date() + timedelta(days=91))
    with pytest.raises(Refusal) as refused:
        actions.decide(case=case, decision=too_late, by=moderator, now=NOW)
    assert "V-66" in refused.value.cite
    actions.decide(
        case=case, decision=decision(desk, block_until_review=REVIEW), by=moderator, now=NOW
    )
    block = Block.objects.select_related("case").get()
    assert block.case.ground == "offensive"
    assert block.person == case.message.person
    assert (block.decided_by, block.decided_at, block.review_on) == (moderator, NOW, REVIEW)
    assert sorted(Act.objects.values_list("kind", flat=True)) == ["block", "hide"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.update(review_on=NOW.date())


def test_what_stays_up_has_its_reasons(desk: Desk, moderator: User) -> None:
    case = reported(desk)
    with pytest.raises(Refusal):
        actions.dismiss(case=case, assessment=" ", by=moderator, now=NOW)
    case = actions.dismiss(case=case, assessment="Hård kritik, men kritik.", by=moderator, now=NOW)
    assert (case.state, case.closed_by) == (CaseState.DISMISSED, moderator)
    assert Act.objects.count() == 0
    with pytest.raises(Refusal, match="redan beslutat"):
        actions.decide(case=case, decision=decision(desk), by=moderator, now=NOW)
    again = reported(desk, message=case.message, now=NOW + timedelta(days=1))
    assert again.pk != case.pk, "it may be reported anew"


def test_the_database_takes_no_decision_without_ground_or_person(desk: Desk) -> None:
    reported(desk)
    for bad in ({"state": "decided"}, {"state": "closed"}, {"state": "dismissed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.update(**bad)


def test_a_network_that_cannot_is_not_asked(
    desk: Desk, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    doing = import_module("torg.moderation.actions.decide")
    monkeypatch.setattr(doing, "able", lambda case, measure: False)
    with pytest.raises(Refusal) as refused:
        actions.decide(case=reported(desk), decision=decision(desk), by=moderator, now=NOW)
    assert refused.value.field == "measure"


@pytest.mark.req("V-67")
@pytest.mark.parametrize("pack", ["goteborg", "vallentuna"])
def test_evidence_without_image_carries_only_what_may_not_be_copied(
    desk: Desk, moderator: User
) -> None:
    case = reported(desk, message=message_of(desk), no_copy=True)
    with pytest.raises(Refusal, match="bild") as refused:
        actions.decide(case=case, decision=decision(desk), by=moderator, now=NOW)
    assert "utan kopia" in refused.value.remedy
    assert Act.objects.count() == 0
    lawful = decision(desk, ground="child_abuse_image")
    case = actions.decide(case=case, decision=lawful, by=moderator, now=NOW)
    assert Act.objects.get().evidence_digest == case.evidence.digest


def test_somebody_without_any_role_decides_nothing(desk: Desk) -> None:
    nobody = make_user(municipality=desk.municipality)
    with pytest.raises(Denied):
        actions.dismiss(case=reported(desk), assessment=WHY, by=nobody, now=NOW)
