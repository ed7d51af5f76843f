"""Who answers for what: boards, departments and companies alike, on a page and as an extract."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import make_channel
from tests.factories.people import make_department, make_user
from tests.factories.rules import make_ruled_municipality

from torg.channels.models import Channel
from torg.channels.queries.responsibility import Unit, ownerless, who_answers
from torg.kernel.scope import scope
from torg.people.models import Department, DepartmentKind, User

TODAY = date(2026, 9, 8)


@pytest.fixture
def reader(db: None) -> Iterator[User]:
    municipality = make_ruled_municipality("malmo")
    with scope(municipality.pk):
        yield make_user(role="official", municipality=municipality)


@pytest.fixture
def board(reader: User) -> Department:
    return make_department(
        municipality=reader.municipality, name="Kulturnämnden", kind=DepartmentKind.BOARD
    )


def client(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def by_name(units: list[Unit]) -> dict[str, Unit]:
    return {unit.department.name: unit for unit in units}


@pytest.mark.req("V-08")
def test_an_extract_for_a_board_holds_the_channels_of_what_lies_under_it(
    reader: User, board: Department
) -> None:
    under = make_department(parent=board, name="Kulturförvaltningen")
    make_channel(department=under, name="Biblioteken")
    make_channel(department=make_department(parent=under), name="=Simhallen")
    make_channel(department=make_department(municipality=reader.municipality), name="Hamnen")

    answer = client(reader).get(reverse("channels:export_unit", args=[board.pk]))

    text = answer.content.decode()
    assert "Kulturförvaltningen;Biblioteken;Facebook" in text
    assert ";'=Simhallen;" in text
    assert "Hamnen" not in text


@pytest.mark.req("M2-11")
def test_a_channel_has_an_owner_and_gaps_are_told_by_owner(reader: User, board: Department) -> None:
    other = make_department(municipality=reader.municipality, name="Hamnen")
    channel = make_channel(department=board, name="Kulturkanalen")
    make_channel(department=other, name="Hamnkanalen")
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(department=None)

    units = by_name(who_answers(reader, TODAY))
    assert units["Kulturnämnden"].breaches == units["Hamnen"].breaches == 1
    page = client(reader).get(reverse("channels:show_responsibility")).content.decode()
    assert page.index("Hamnen</h2>") < page.index("Hamnkanalen") < page.index("Kulturnämnden</h2>")
    assert page.count("En kanal saknar uppgifter") == 2


@pytest.mark.req("G-30")
def test_a_company_has_the_duties_and_the_reports_of_a_department(reader: User) -> None:
    town = reader.municipality
    kinds = (DepartmentKind.COMPANY, DepartmentKind.DEPARTMENT)
    owners = [make_department(municipality=town, kind=kind) for kind in kinds]
    for owner in owners:
        make_channel(department=owner)

    company, department = (by_name(who_answers(reader, TODAY))[one.name] for one in owners)

    assert company.held[0].lacks == department.held[0].lacks != ()
    assert company.held[0].untouched is department.held[0].untouched is True
    assert company.breaches == department.breaches == 1


def test_a_unit_that_has_ended_stays_while_it_owns_a_channel(reader: User) -> None:
    gone, empty = (make_department(municipality=reader.municipality) for _ in range(2))
    left = make_channel(department=gone)
    Department.objects.update(ended_on=TODAY)

    assert ownerless(reader) == [left]
    assert set(by_name(who_answers(reader, TODAY))) == {gone.name}
    page = client(reader).get(reverse("channels:show_responsibility")).content.decode()
    assert "Har upphört: kanalerna behöver en ny ägare" in page
    assert empty.name not in page


def test_units_without_channels_stand_in_one_list(reader: User, board: Department) -> None:
    make_channel(department=board, name="Kulturen")
    make_department(municipality=reader.municipality, name="Hamnförvaltningen")
    make_department(parent=board, name="Arkivet")
    page = client(reader).get(reverse("channels:show_responsibility")).text
    quiet = page[page.index("Utan kanaler") :]
    assert "2 enheter svarar inte för någon kanal." in quiet
    assert "Hamnförvaltningen" in quiet
    assert "Arkivet" in quiet
    assert "Kulturnämnden" in page[: page.index("Utan kanaler")]
