"""Adoption as an act: who decided, to whom it was sent, who has read it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings
from tests.factories.people import grant_role, make_department, make_municipality, make_user
from tests.factories.rules import DAY_BOOKING, LONG_AGO, adopt, malmo_edition

from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.models import DepartmentKind, Municipality, User
from torg.rules.actions import acknowledge, adopt_pack, mark_sent, remind
from torg.rules.models import Acknowledgement, AdoptionKind, Dispatch, PackAdoption
from torg.rules.queries import (
    Decision,
    asked,
    history,
    pack_in_force,
    readers,
    ready,
    rule_as_decided,
    waits_for,
)

NOW = datetime(2026, 9, 8, 8, tzinfo=UTC)
TODAY = date(2026, 9, 8)
DECISION = Decision(adopting_body="Kommunstyrelsen", decided_on=TODAY, reference="STK-2026-1")


def vallentuna_with_boards(boards: int) -> tuple[Municipality, User]:
    municipality = make_municipality(slug="vallentuna", name="Vallentuna")
    for number in range(boards):
        make_department(
            municipality=municipality, name=f"Nämnd {number}", kind=DepartmentKind.BOARD
        )
    make_department(municipality=municipality, name="Kulturförvaltningen")
    return municipality, make_user(role="administrator", municipality=municipality)


def test_a_decision_is_kept_as_the_document_tells_it(db: None) -> None:
    municipality, _keeper = vallentuna_with_boards(0)
    adoption = adopt(municipality)
    assert adoption.adopting_body == "Kommunstyrelsen"
    assert adoption.reference == "KS 2017.516"
    assert adoption.proposed_on == date(2018, 2, 20)
    assert adoption.paragraph == "§ 42"
    assert "arbetsutskott" in adoption.proposing_body


@pytest.mark.req("V-01")
def test_without_an_adopting_body_nothing_comes_into_force(db: None, tmp_path: Path) -> None:
    municipality = make_municipality(slug="malmo")
    folder = malmo_edition(tmp_path)
    text = (folder / "pack.toml").read_text("utf-8").replace('adopted_by = "Malmö stad"\n', "")
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    keeper = make_user(role="administrator", municipality=municipality)
    for decision in (None, Decision(adopting_body="  ")):
        with scope(municipality.pk), pytest.raises(Refusal, match="vem som har antagit"):
            adopt_pack(
                municipality=municipality, by=keeper, now=NOW, folder=folder, decision=decision
            )
    with scope(municipality.pk):
        assert PackAdoption.objects.count() == 0
        adoption = adopt_pack(
            municipality=municipality, by=keeper, now=NOW, folder=folder, decision=DECISION
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            PackAdoption.objects.filter(pk=adoption.pk).update(adopting_body="")


def test_what_was_read_is_what_is_adopted(db: None, tmp_path: Path, settings: Settings) -> None:
    municipality = make_municipality(slug="malmo")
    settings.POLICIES = tmp_path
    malmo_edition(tmp_path)
    keeper = make_user(role="administrator", municipality=municipality)
    with scope(municipality.pk):
        found = ready(municipality)
        assert found.pack
        malmo_edition(tmp_path, version="2026.9")
        with pytest.raises(Refusal, match="ändrats sedan du läste"):
            adopt_pack(
                municipality=municipality, by=keeper, now=NOW, decision=DECISION,
                seen=found.pack.digest,
            )  # fmt: skip


@pytest.mark.req("V-04")
def test_a_decision_from_2017_cites_the_values_of_2011(db: None, tmp_path: Path) -> None:
    municipality = make_municipality(slug="malmo")
    for year, per_day, body in ((2011, 2, "Ledningsgruppen"), (2018, 1, "Kommunstyrelsen")):
        adopt_pack(
            municipality=municipality,
            by=None,
            now=NOW,
            folder=malmo_edition(tmp_path / str(year), version=str(year), per_day=per_day),
            in_force_from=datetime(year, 6, 1, tzinfo=UTC),
            decision=Decision(adopting_body=body, decided_on=date(year, 6, 1)),
        )
    with scope(municipality.pk):
        then = pack_in_force(municipality, datetime(2017, 11, 1, tzinfo=UTC))
        assert then.version == "2011"
        rule = rule_as_decided(then.digest, DAY_BOOKING)
        assert rule.params.model_dump()["max_per_day"] == 2
        new, old = history(municipality, NOW)
        assert old.adoption.adopting_body == "Ledningsgruppen"
        assert old.until == datetime(2018, 6, 1, tzinfo=UTC)
        assert (new.holds, old.holds, new.until) == (True, False, None)


@pytest.mark.req("V-03")
def test_the_file_and_six_boards_are_sent_the_decision(db: None) -> None:
    municipality, keeper = vallentuna_with_boards(6)
    writer = make_user(role="communicator", municipality=municipality)
    with scope(municipality.pk):
        adoption = adopt_pack(
            municipality=municipality, by=keeper, now=NOW, decision=replace(DECISION)
        )
        rows = list(adoption.dispatches.all())
        assert len(rows) == 7
        assert [row.recipient for row in rows if row.unit is None] == ["Akten"]
        with pytest.raises(Denied):
            mark_sent(dispatch=rows[0], address="", sent_on=TODAY, by=writer, now=NOW)
        with pytest.raises(Refusal, match="inte varit"):
            mark_sent(
                dispatch=rows[0], address="", sent_on=TODAY + timedelta(1), by=keeper, now=NOW
            )
        for row in rows:
            mark_sent(dispatch=row, address="registrator", sent_on=TODAY, by=keeper, now=NOW)
        assert set(adoption.dispatches.values_list("sent_on", flat=True)) == {TODAY}
        with pytest.raises(Refusal, match="redan markerad"):
            mark_sent(dispatch=rows[0], address="", sent_on=TODAY, by=keeper, now=NOW)
        told = timeline(Ref("rules.pack_adoption", str(adoption.pk)))
        assert len(told) == 1 + 7
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispatch.objects.create(
                municipality=municipality, adoption=adoption, recipient="Akten igen"
            )


@pytest.mark.req("V-02")
def test_who_works_with_channels_is_asked_until_they_confirm(db: None, tmp_path: Path) -> None:
    municipality = make_municipality(slug="malmo")
    adopt_pack(municipality=municipality, by=None, now=LONG_AGO, folder=malmo_edition(tmp_path))
    writer = make_user(role="communicator", municipality=municipality)
    lead = make_user(role="account_lead", municipality=municipality)
    official = make_user(role="official", municipality=municipality)
    with scope(municipality.pk):
        first = waits_for(writer, NOW)
        assert first
        assert waits_for(official, NOW) is None
        with pytest.raises(Denied):
            acknowledge(adoption=first, by=official, now=NOW)
        acknowledge(adoption=first, by=writer, now=NOW)
        acknowledge(adoption=first, by=writer, now=NOW)
        assert Acknowledgement.objects.count() == 1
        assert waits_for(writer, NOW) is None
        assert [(one.user, one.at) for one in readers(lead, first)] == [(lead, None), (writer, NOW)]
        second = adopt_pack(
            municipality=municipality,
            by=None,
            now=NOW,
            folder=malmo_edition(tmp_path / "2", version="2", per_day=2),
        )
        told = asked(writer, NOW)
        assert told
        assert (told.adoption, told.confirmed) == (second, first)
        assert any("Högst 2" in line for line in told.told)
        with pytest.raises(Refusal, match="ny version"):
            acknowledge(adoption=first, by=writer, now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Acknowledgement.objects.create(
                municipality=municipality, adoption=first, user=writer, at=NOW
            )


def test_a_decision_registered_on_the_same_content_asks_nobody_again(
    db: None, tmp_path: Path
) -> None:
    municipality = make_municipality(slug="malmo")
    folder = malmo_edition(tmp_path)
    first = adopt_pack(municipality=municipality, by=None, now=LONG_AGO, folder=folder)
    writer = make_user(role="communicator", municipality=municipality)
    keeper = make_user(role="administrator", municipality=municipality)
    with scope(municipality.pk):
        acknowledge(adoption=first, by=writer, now=NOW)
        noted = adopt_pack(
            municipality=municipality, by=keeper, now=NOW, folder=folder, decision=DECISION
        )
        assert (noted.kind, noted.number) == (AdoptionKind.NOTE, 2)
        assert noted.digest == first.digest
        assert waits_for(writer, NOW) is None
        again = adopt_pack(
            municipality=municipality, by=keeper, now=NOW, folder=folder, decision=DECISION
        )
        assert again.pk == noted.pk


def test_a_lead_reminds_those_within_reach(db: None, tmp_path: Path) -> None:
    municipality = make_municipality(slug="malmo")
    first = adopt_pack(
        municipality=municipality, by=None, now=LONG_AGO, folder=malmo_edition(tmp_path)
    )
    culture, sports = (make_department(municipality=municipality) for _ in "ab")
    lead, inside, outside = (
        make_user(municipality=municipality, department=unit) for unit in (culture, culture, sports)
    )
    grant_role(lead, "account_lead", department=culture)
    for person in (inside, outside):
        grant_role(person, "communicator")
    with scope(municipality.pk):
        assert set(remind(adoption=first, by=lead, now=NOW)) == {lead, inside}
        found = asked(inside, NOW)
        assert found
        assert found.reminder
        assert found.reminder.by == lead
        with pytest.raises(Denied):
            remind(adoption=first, by=inside, now=NOW)
        acknowledge(adoption=first, by=inside, now=NOW)
        assert remind(adoption=first, by=lead, now=NOW + timedelta(days=1)) == [lead]
