"""A file with the organisation is carried out whole, as it was seen, once, and by the right one."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from tests.factories.people import make_department, make_user

from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger import queries as ledger
from torg.people import actions, queries
from torg.people.models import Department, Municipality, OrganisationImport, User

HEAD = "kod;namn;slag;ligger under;upphör\n"


@pytest.fixture
def administrator(municipality: Municipality) -> User:
    return make_user(role="administrator", municipality=municipality)


def checked(
    rows: str, by: User, now: datetime, *, whole: bool = False
) -> tuple[OrganisationImport, str]:
    held = actions.check_organisation(
        file=(HEAD + rows).encode("cp1252"), filename="org.csv", whole=whole, by=by, now=now
    )
    return held, queries.plan_now(held).digest


def stands() -> dict[str, tuple[str, str, str, date | None]]:
    return {
        unit.name: (unit.kind, unit.code, unit.parent.name if unit.parent else "", unit.ended_on)
        for unit in Department.objects.select_related("parent")
    }


def test_all_changes_are_carried_out_in_one_and_recorded(
    administrator: User, now: datetime
) -> None:
    town = administrator.municipality
    north = make_department(municipality=town, name="Norr")
    make_department(municipality=town, name="Söder")
    make_department(municipality=town, name="Gammal")
    Department.objects.filter(name="Norr").update(code="1")
    Department.objects.filter(name="Söder").update(code="2")
    rows = "1;Söder;bolag;;\n2;Norr;förvaltning;3;\n3;Nämnden;nämnd;;\n;Gammal;förvaltning;;ja\n"
    held, seen = checked(rows, administrator, now)
    assert len(stands()) == 3

    counts = actions.apply_organisation(held=held, seen=seen, by=administrator, now=now)

    assert counts == {"new": 1, "renamed": 2, "moved": 1, "kind": 1, "ended": 1}
    assert stands() == {
        "Söder": ("company", "1", "", None),
        "Norr": ("department", "2", "Nämnden", None),
        "Nämnden": ("board", "3", "", None),
        "Gammal": ("department", "", "", date(2026, 9, 8)),
    }
    assert Department.objects.get(pk=north.pk).name == "Söder"
    assert "Gammal" not in {one.name for one in queries.departments_visible_to(administrator)}
    told = ledger.timeline(Ref("people.organisationimport", str(held.pk)))
    assert {one.verb for one in told} == {"organisation.checked", "organisation.imported"}


def test_a_file_is_carried_out_once(administrator: User, now: datetime) -> None:
    held, seen = checked(";Ny;bolag;;\n", administrator, now)
    actions.apply_organisation(held=held, seen=seen, by=administrator, now=now)
    with pytest.raises(Refusal, match="redan införd"):
        actions.apply_organisation(held=held, seen=seen, by=administrator, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationImport.objects.filter(pk=held.pk).update(state="checked", settled_at=None)


def test_an_organisation_that_changed_since_is_refused_with_what_differs(
    administrator: User, now: datetime
) -> None:
    make_department(municipality=administrator.municipality, name="Kultur")
    held, seen = checked(";Kultur;bolag;;\n;Ny;bolag;;\n", administrator, now)
    make_department(municipality=administrator.municipality, name="Ny")

    with pytest.raises(Refusal, match="har ändrats sedan"):
        actions.apply_organisation(held=held, seen=seen, by=administrator, now=now)

    assert stands()["Kultur"][0] == "department"
    gone, added = queries.differences(held, queries.plan_now(held))
    assert [(one.what, one.name) for one in gone] == [("new", "Ny")]
    assert [(one.what, one.name) for one in added] == [("kind", "Ny")]


def test_a_newer_file_puts_the_older_aside(administrator: User, now: datetime) -> None:
    older, seen = checked(";Ny;bolag;;\n", administrator, now)
    checked(";Annan;bolag;;\n", administrator, now)
    with pytest.raises(Refusal, match="lagd åt sidan"):
        actions.apply_organisation(held=older, seen=seen, by=administrator, now=now)
    assert stands() == {}


def test_a_kept_file_that_is_no_longer_the_same_is_refused(
    administrator: User, now: datetime
) -> None:
    held, _seen = checked(";Ny;bolag;;\n", administrator, now)
    OrganisationImport.objects.filter(pk=held.pk).update(text=HEAD + ";Smugen;bolag;;\n")
    seen = queries.plan_now(OrganisationImport.objects.get(pk=held.pk)).digest
    with pytest.raises(Refusal, match="inte densamma"):
        actions.apply_organisation(held=held, seen=seen, by=administrator, now=now)
    assert stands() == {}


def test_a_wrong_file_and_one_that_changes_nothing_leave_no_trace(
    administrator: User, now: datetime
) -> None:
    with pytest.raises(actions.WrongFile) as error:
        checked(";Rätt;bolag;;\n;Fel;kontor;;\n", administrator, now)
    assert [(fault.row, fault.column) for fault in error.value.faults] == [(3, "slag")]
    make_department(municipality=administrator.municipality, name="Kultur")
    with pytest.raises(Refusal, match="stämmer redan"):
        checked(";Kultur;förvaltning;;\n", administrator, now)
    assert not OrganisationImport.objects.exists()


def test_only_whoever_keeps_all_people_may(administrator: User, now: datetime) -> None:
    unit = make_department(municipality=administrator.municipality)
    theirs = make_user(role="administrator", department=unit)
    held, seen = checked(";Ny;bolag;;\n", administrator, now)
    for wrong in (theirs, make_user(role="account_lead", municipality=unit.municipality)):
        with pytest.raises(Denied):
            checked(";Annan;bolag;;\n", wrong, now)
        with pytest.raises(Denied):
            actions.apply_organisation(held=held, seen=seen, by=wrong, now=now)
        with pytest.raises(Denied):
            actions.drop_organisation(held=held, by=wrong, now=now)


def test_what_is_fetched_can_be_sent_in_again(administrator: User, now: datetime) -> None:
    board = make_department(municipality=administrator.municipality, name="Nämnden", kind="board")  # type: ignore[arg-type]
    make_department(parent=board, name="Förvaltningen")
    with pytest.raises(Refusal, match="stämmer redan"):
        actions.check_organisation(
            file=queries.organisation_as_file(administrator).encode(),
            filename="organisation.csv",
            whole=True,
            by=administrator,
            now=now,
        )
