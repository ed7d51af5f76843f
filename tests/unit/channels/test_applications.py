"""An application's way to a channel: what is asked, who decides, and what nobody may skip."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from tests.factories.applications import (
    ANSWERS,
    NOW,
    Office,
    make_application,
    make_office,
    make_prepared,
    words,
)
from tests.factories.people import grant_role, make_department, make_user

from torg.channels import actions
from torg.channels.models import ApplicationDecision, Channel, ChannelApplication, Outcome
from torg.channels.queries.applications import standing, waiting_applications
from torg.channels.states import APPLICATION_MOVES, ApplicationState, ChannelState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    made = make_office()
    with scope(made.municipality.pk):
        yield made


def decide(made: ChannelApplication, by: User, **more: object) -> ChannelApplication:
    given: dict[str, object] = {"outcome": Outcome.APPROVED, "motive": "Behovet finns."}
    return actions.decide_application(application=made, by=by, now=NOW, **given | more)  # type: ignore[arg-type]


@pytest.mark.req("V-22", "V-25", "V-13")
def test_an_application_goes_by_the_communicator_to_the_manager(office: Office) -> None:
    made = make_application(office, "sent")
    assert made.state == ApplicationState.SENT
    assert [one.pk for one in waiting_applications(office.communicator)] == [made.pk]
    assert waiting_applications(office.manager) == []
    made = actions.pass_on_application(application=made, by=office.communicator, now=NOW)
    assert [one.pk for one in waiting_applications(office.manager)] == [made.pk]
    made = decide(made, office.manager)
    decision = ApplicationDecision.objects.get()
    assert (decision.role, decision.person, decision.motive) == (
        "nearest_manager",
        office.manager,
        "Behovet finns.",
    )
    assert (decision.day.isoformat(), len(decision.digest)) == ("2026-09-08", 64)
    channel = Channel.objects.get(application=made)
    assert (channel.state, channel.live_since) == (ChannelState.PREPARING, None)
    assert channel.accountable_manager == office.manager
    assert channel.purpose == "Visa fritiden."
    verbs = {entry.verb for entry in timeline(Ref("channels.application", str(made.pk)))}
    assert {"application.sent", "application.passed_on", "application.approved"} <= verbs


@pytest.mark.parametrize(
    ("empty", "row"),
    [
        pytest.param("need_ours", "V-10", marks=pytest.mark.req("V-10")),
        pytest.param("need_target_group", "V-10", marks=pytest.mark.req("V-10")),
        pytest.param("content_plan", "V-14", marks=pytest.mark.req("V-14")),
        pytest.param("resource_plan", "V-14", marks=pytest.mark.req("V-14")),
        pytest.param("value_operation", "V-16", marks=pytest.mark.req("V-16")),
        pytest.param("value_follower", "V-16", marks=pytest.mark.req("V-16")),
        pytest.param("complement", "V-21", marks=pytest.mark.req("V-21")),
        pytest.param("website_link", "V-21", marks=pytest.mark.req("V-21")),
        pytest.param("effects", "V-23", marks=pytest.mark.req("V-23")),
    ],
)
def test_an_empty_answer_stops_the_sending_and_names_its_clause(
    office: Office, empty: str, row: str
) -> None:
    made = make_application(office, answers={**ANSWERS["vallentuna"], empty: " "})
    with pytest.raises(Refusal) as caught:
        actions.send_application(application=made, by=office.applicant, now=NOW)
    assert caught.value.field == empty
    assert row in caught.value.cite
    made.refresh_from_db()
    assert made.answers["purpose"] == "Visa fritiden."


@pytest.mark.req("V-15", "V-20")
def test_what_only_warns_is_seen_by_whoever_decides_and_kept(office: Office) -> None:
    thin = {**ANSWERS["vallentuna"], "municipal_goal": ""}
    made = make_application(office, "with_manager", answers=thin, editors=())
    rows = {row for one in standing(made, NOW).findings for row in one.citation.ledger_ids}
    assert {"V-15", "V-20"} <= rows
    decide(made, office.manager)
    cites = " ".join(one["cite"] for one in ApplicationDecision.objects.get().grounds)
    assert "V-15" in cites
    assert "V-20" in cites


@pytest.mark.req("V-17")
def test_the_network_waits_for_the_groundwork(office: Office) -> None:
    made = actions.start_application(
        department=office.department, title="Fritid", by=office.applicant, now=NOW
    )
    some = {"purpose": "Visa fritiden."}
    with pytest.raises(Refusal, match="Gör förarbetet först") as caught:
        actions.save_application(
            application=made,
            words=words(office, answers=some),
            version=1,
            by=office.applicant,
            now=NOW,
        )
    assert caught.value.field == "network"
    assert "V-17" in caught.value.cite
    kept = actions.save_application(
        application=made,
        words=words(office, answers=some, network=""),
        version=1,
        by=office.applicant,
        now=NOW,
    )
    assert kept.answers == some
    assert {one.before for one in standing(kept, NOW).questions} == {"platform", "send"}


def test_two_who_write_at_once_lose_nothing(office: Office) -> None:
    made = make_application(office)
    newer = actions.save_application(
        application=made,
        words=words(office, weekly_hours=9),
        version=made.version,
        by=office.communicator,
        now=NOW,
    )
    with pytest.raises(Refusal, match=office.communicator.full_name):
        actions.save_application(
            application=made,
            words=words(office, weekly_hours=2),
            version=made.version,
            by=office.applicant,
            now=NOW,
        )
    assert ChannelApplication.objects.get().weekly_hours == newer.weekly_hours == 9


@pytest.mark.req("V-19", "V-25")
def test_nobody_else_decides(office: Office) -> None:
    made = make_application(office, "with_manager")
    elsewhere = make_office(municipality=office.municipality)
    for who in (office.applicant, office.communicator, office.adviser):
        with pytest.raises(Denied) as caught:
            decide(made, who)
        assert "V-25" in caught.value.cite
    with pytest.raises(Denied, match="i den egna förvaltningen") as caught:
        decide(made, elsewhere.manager)
    assert "V-19" in caught.value.cite
    with pytest.raises(Refusal) as without:
        decide(made, office.manager, motive=" ")
    assert without.value.field == "motive"
    assert not ApplicationDecision.objects.exists()


def test_a_decision_comes_once(office: Office) -> None:
    made = make_application(office, "with_manager")
    other = make_user(
        role="nearest_manager", municipality=office.municipality, department=office.department
    )
    decide(made, office.manager, outcome=Outcome.REFUSED)
    with pytest.raises(Refusal, match="väntar inte på något beslut"):
        decide(made, other)
    assert not Channel.objects.exists()
    again = ApplicationDecision.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_a_returned_application_is_mended_and_sent_again(office: Office) -> None:
    made = make_application(office, "sent")
    with pytest.raises(Refusal) as caught:
        actions.return_application(application=made, reason="", by=office.communicator, now=NOW)
    assert caught.value.field == "reason"
    with pytest.raises(Denied):
        actions.return_application(application=made, reason="Nej", by=office.manager, now=NOW)
    made = actions.return_application(
        application=made, reason="Skriv mer om målet.", by=office.communicator, now=NOW
    )
    assert made.state == ApplicationState.RETURNED
    made = actions.save_application(
        application=made,
        words=words(office),
        version=made.version,
        by=office.applicant,
        now=NOW,
    )
    made = actions.send_application(application=made, by=office.applicant, now=NOW)
    assert (made.state, made.round) == (ApplicationState.SENT, 2)


@pytest.mark.req("V-27")
def test_communications_advise_without_deciding(office: Office) -> None:
    made = make_application(office, "with_manager")
    note = actions.advise_application(
        application=made, text="Börja smått.", by=office.adviser, now=NOW
    )
    assert (note.kind, note.person) == ("advice", office.adviser)
    with pytest.raises(Denied):
        decide(made, office.adviser)


def test_every_other_move_is_refused_by_the_database(office: Office) -> None:
    made = make_application(office, "sent")
    for old, new in product(ApplicationState, ApplicationState):
        made.state = old
        ChannelApplication.objects.filter(pk=made.pk).delete()
        made.save(force_insert=True)
        try:
            with transaction.atomic():
                ChannelApplication.objects.filter(pk=made.pk).update(state=new)
            went = True
        except IntegrityError:
            went = False
        assert went is (old == new or new in APPLICATION_MOVES[old]), (old, new)


def test_steps_are_not_skipped(office: Office) -> None:
    made = make_application(office)
    with pytest.raises(Refusal):
        actions.pass_on_application(application=made, by=office.communicator, now=NOW)
    with pytest.raises(Refusal):
        decide(made, office.manager)
    made = actions.send_application(application=made, by=office.applicant, now=NOW)
    with pytest.raises(Refusal, match="redan skickad"):
        actions.send_application(application=made, by=office.applicant, now=NOW)
    with pytest.raises(Refusal):
        actions.save_application(
            application=made, words=words(office), version=2, by=office.applicant, now=NOW
        )
    actions.withdraw_application(application=made, by=office.applicant, now=NOW)
    with pytest.raises(Refusal, match="redan avgjord"):
        actions.withdraw_application(application=made, by=office.applicant, now=NOW)


@pytest.mark.req("V-13")
def test_no_channel_without_an_application_or_a_reason(office: Office) -> None:
    boss = make_user(role="administrator", municipality=office.municipality)
    given = {"department": office.department, "network": "x", "channel_class": "ordinary"}
    with pytest.raises(Refusal, match="börjar med en ansökan"):
        actions.add_channel(name="Ny", by=boss, now=NOW, **given)  # type: ignore[arg-type]
    with pytest.raises(Denied):
        actions.add_channel(name="Ny", reason="Fanns", by=office.applicant, now=NOW, **given)  # type: ignore[arg-type]
    drafted = make_application(office)
    with pytest.raises(Refusal, match="inte godkänd"):
        actions.add_channel(name="Ny", application=drafted, by=boss, now=NOW, **given)  # type: ignore[arg-type]
    made = actions.add_channel(name="Ny", reason="Fanns redan", by=boss, now=NOW, **given)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.filter(pk=made.pk).update(import_reason="")


@pytest.mark.req("V-87")
def test_a_private_account_is_no_channel(office: Office) -> None:
    boss = make_user(role="administrator", municipality=office.municipality)
    with pytest.raises(Refusal, match="privat konto") as caught:
        actions.add_channel(
            department=office.department,
            name="Chefens konto",
            network="x",
            channel_class="ordinary",
            reason="Används i jobbet",
            private=True,
            by=boss,
            now=NOW,
        )
    assert "V-87" in caught.value.cite


@pytest.mark.req("V-24", "V-73")
def test_a_channel_starts_when_nothing_is_open(office: Office) -> None:
    channel = make_prepared(office)
    by = office.applicant

    def refused() -> Refusal:
        with pytest.raises(Refusal) as caught:
            actions.start_channel(channel=channel, by=by, now=NOW)
        return caught.value

    said = refused()
    assert "V-24" in said.cite
    assert "profilbild, beskrivning och sidregler" in said.message
    for item in ("profile_picture", "description"):
        actions.tick(channel=channel, item=item, done_on=NOW.date(), by=by, now=NOW)
    assert "Den saknar sidregler" in refused().message
    actions.tick(channel=channel, item="page_rules", done_on=NOW.date(), by=by, now=NOW)
    assert "V-73" in refused().cite
    channel.page_responsible = office.communicator
    channel.accountable_manager = None
    channel.save()
    assert "V-26" in refused().cite
    channel.accountable_manager = office.manager
    channel.save()
    live = actions.start_channel(channel=channel, by=by, now=NOW)
    assert (live.state, str(live.live_since)) == (ChannelState.LIVE, "2026-09-08")
    with pytest.raises(Refusal, match="redan startad"):
        actions.start_channel(channel=channel, by=by, now=NOW)


def test_whoever_manages_channels_decides_where_no_rule_says_who(db: None) -> None:
    office = make_office("malmo")
    with scope(office.municipality.pk):
        made = make_application(office, "sent")
        assert made.state == ApplicationState.WITH_MANAGER
        with pytest.raises(Denied):
            decide(made, office.manager)
        with pytest.raises(Refusal, match="skälet"):
            decide(made, office.adviser, motive="")
        decide(made, office.adviser)
        assert ApplicationDecision.objects.get().role == ""


@pytest.mark.req("M1-51")
def test_an_own_youtube_channel_is_talked_over_first(db: None) -> None:
    office = make_office("malmo")
    unit = make_department(municipality=office.municipality)
    with scope(office.municipality.pk):
        actions.add_channel(
            department=unit,
            name="Staden",
            network="youtube",
            channel_class="main",
            reason="Fanns",
            by=None,
            now=NOW,
        )
        answers = {
            **ANSWERS["malmo"],
            "wins_followers": "yes",
            "active_comments": "yes",
            "storage_only": "no",
            "follower_plan": "Två redaktörer svarar.",
        }
        made = make_application(office, "sent", network="youtube", answers=answers)
        with pytest.raises(Refusal) as caught:
            decide(made, office.adviser)
        assert "M1-51" in caught.value.cite
        owner = make_user(municipality=office.municipality)
        noted = {"application": made, "role": "youtube_owner", "person": owner, "now": NOW}
        with pytest.raises(Refusal, match="har inte den rollen"):
            actions.consult_application(text="Ja", by=office.applicant, **noted)  # type: ignore[arg-type]
        grant_role(owner, "youtube_owner")
        actions.consult_application(text="Gå vidare.", by=office.applicant, **noted)  # type: ignore[arg-type]
        assert decide(made, office.adviser).state == ApplicationState.APPROVED
