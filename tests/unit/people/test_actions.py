import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from tests.factories.people import make_department, make_municipality, make_user

from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger import queries as ledger
from torg.people import actions, queries
from torg.people.models import Department, DepartmentKind, Municipality, RoleGrant, User
from torg.people.permissions import Permission, can


@pytest.fixture
def administrator(municipality: Municipality) -> User:
    return make_user(role="administrator", municipality=municipality)


@pytest.fixture
def unit(municipality: Municipality) -> Department:
    return make_department(municipality=municipality)


@pytest.fixture
def unit_administrator(unit: Department) -> User:
    return make_user(role="administrator", department=unit)


def verbs_about(user: User) -> list[str]:
    return [item.verb for item in ledger.timeline(Ref("people.user", str(user.pk)))]


def add(by: User, now: datetime, email: str = "ny.person@kommun.example") -> actions.NewUser:
    return actions.add_user(
        email=email,
        given_name=" Ny ",
        family_name="Person",
        title="",
        department=None,
        by=by,
        now=now,
    )


def test_a_new_person_gets_in_with_a_start_password_and_no_rights(
    administrator: User, now: datetime
) -> None:
    new = add(administrator, now)

    saved = User.objects.get(pk=new.user.pk)
    assert saved.check_password(new.start_password)
    assert saved.password_is_temporary
    assert saved.full_name == "Ny Person"
    assert not any(can(saved, permission) for permission in Permission)
    assert verbs_about(saved) == ["people.add_user"]


def test_an_address_stands_for_one_person(administrator: User, now: datetime) -> None:
    add(administrator, now)

    with pytest.raises(Refusal) as told:
        add(administrator, now, email="Ny.Person@Kommun.example")
    assert told.value.field == "email"
    assert User.objects.filter(given_name="Ny").count() == 1


def test_nobody_grants_themselves_a_role(administrator: User, now: datetime) -> None:
    with pytest.raises(Denied):
        actions.grant_role(
            user=administrator, role="moderator", department=None, by=administrator, now=now
        )
    assert administrator.grants.count() == 1


def test_a_role_is_given_once(administrator: User, unit: Department, now: datetime) -> None:
    user = make_user(municipality=administrator.municipality)
    for department in (None, unit):
        actions.grant_role(
            user=user, role="moderator", department=department, by=administrator, now=now
        )
        with pytest.raises(Refusal):
            actions.grant_role(
                user=user, role="moderator", department=department, by=administrator, now=now
            )

    assert user.grants.count() == 2
    assert verbs_about(user) == ["people.grant_role"] * 2


@pytest.mark.parametrize("role", ["root", "", "ADMINISTRATOR"])
def test_only_roles_that_exist_are_given(administrator: User, now: datetime, role: str) -> None:
    user = make_user(municipality=administrator.municipality)

    with pytest.raises(Refusal):
        actions.grant_role(user=user, role=role, department=None, by=administrator, now=now)


def test_an_administrator_of_a_department_stays_within_it(
    unit_administrator: User, unit: Department, municipality: Municipality, now: datetime
) -> None:
    user = make_user(municipality=municipality)
    beside = make_department(municipality=municipality)
    actions.grant_role(user=user, role="moderator", department=unit, by=unit_administrator, now=now)

    for department in (None, beside):
        with pytest.raises(Denied):
            actions.grant_role(
                user=user, role="moderator", department=department, by=unit_administrator, now=now
            )
    for forbidden in (actions.deactivate_user, actions.renew_password):
        with pytest.raises(Denied):
            forbidden(user=user, by=unit_administrator, now=now)
    with pytest.raises(Denied):
        add(unit_administrator, now)


def test_nothing_reaches_another_municipality(administrator: User, now: datetime) -> None:
    other = make_municipality()
    stranger = make_user(role="moderator", municipality=other)
    foreign_unit = make_department(municipality=other)

    with pytest.raises(Refusal):
        actions.grant_role(
            user=stranger, role="moderator", department=None, by=administrator, now=now
        )
    with pytest.raises(Denied):
        actions.grant_role(
            user=make_user(municipality=administrator.municipality),
            role="moderator",
            department=foreign_unit,
            by=administrator,
            now=now,
        )
    for forbidden in (actions.deactivate_user, actions.renew_password):
        with pytest.raises(Refusal):
            forbidden(user=stranger, by=administrator, now=now)
    with pytest.raises(Refusal):
        actions.add_user(
            email="x@kommun.example",
            given_name="X",
            family_name="Y",
            title="",
            department=foreign_unit,
            by=administrator,
            now=now,
        )


def test_the_last_administrator_stays(administrator: User, now: datetime) -> None:
    grant = administrator.grants.get()

    with pytest.raises(Refusal):
        actions.revoke_role(grant=grant, by=administrator, now=now)
    assert administrator.grants.count() == 1

    second = make_user(role="administrator", municipality=administrator.municipality)
    actions.revoke_role(grant=administrator.grants.get(), by=administrator, now=now)
    assert list(queries.administrators(administrator.municipality)) == [second]


def test_a_closed_account_is_closed_for_good(administrator: User, now: datetime) -> None:
    user = make_user(
        role="administrator",
        municipality=administrator.municipality,
        password="ett långt lösenord",
    )
    actions.deactivate_user(user=user, by=administrator, now=now)

    saved = User.objects.get(pk=user.pk)
    assert not saved.is_active
    assert not saved.has_usable_password()
    assert not can(saved, Permission.VIEW_DESK)
    with pytest.raises(Refusal):
        actions.deactivate_user(user=saved, by=administrator, now=now)
    with pytest.raises(Refusal):
        actions.deactivate_user(user=administrator, by=administrator, now=now)


def test_departments_stand_in_an_order(administrator: User, now: datetime) -> None:
    board = actions.add_department(
        name=" Kulturnämnden ", kind=DepartmentKind.BOARD, parent=None, by=administrator, now=now
    )
    assert board.name == "Kulturnämnden"
    for name, kind in (
        ("Kulturnämnden", DepartmentKind.DEPARTMENT),
        ("Biblioteket", DepartmentKind.OPERATION),
        ("  ", DepartmentKind.DEPARTMENT),
    ):
        with pytest.raises(Refusal):
            actions.add_department(name=name, kind=kind, parent=None, by=administrator, now=now)
    foreign = make_department(municipality=make_municipality())
    with pytest.raises(Denied):
        actions.add_department(
            name="Ny", kind=DepartmentKind.OPERATION, parent=foreign, by=administrator, now=now
        )


@pytest.mark.parametrize("role", ["communicator", "account_lead", "moderator", "registrar"])
def test_only_administrators_manage_people(
    municipality: Municipality, now: datetime, role: str
) -> None:
    by, user = make_user(role=role, municipality=municipality), make_user(municipality=municipality)
    tries: list[Callable[[], object]] = [
        lambda: add(by, now),
        lambda: actions.deactivate_user(user=user, by=by, now=now),
        lambda: actions.renew_password(user=user, by=by, now=now),
        lambda: actions.grant_role(user=user, role=role, department=None, by=by, now=now),
        lambda: actions.revoke_role(grant=by.grants.get(), by=by, now=now),
        lambda: actions.add_department(
            name="Ny", kind=DepartmentKind.BOARD, parent=None, by=by, now=now
        ),
    ]
    for attempt in tries:
        with pytest.raises(Denied):
            attempt()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_leave_one(now: datetime) -> None:
    municipality = make_municipality()
    two = [make_user(role="administrator", municipality=municipality) for _ in range(2)]
    start = threading.Barrier(2)
    refused: list[Refusal] = []

    def close(by: User, other: User) -> None:
        with scope(municipality.pk):
            assert can(by, Permission.MANAGE_PEOPLE)
            start.wait()
            try:
                actions.deactivate_user(user=other, by=by, now=now)
            except Refusal as error:
                refused.append(error)
        connection.close()

    pairs = [(two[0], two[1]), (two[1], two[0])]
    threads = [threading.Thread(target=close, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert queries.administrators(municipality).count() == 1
    with scope(municipality.pk):
        assert RoleGrant.objects.count() == 2
