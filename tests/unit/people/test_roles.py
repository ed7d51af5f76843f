from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.factories.people import grant_role, make_department, make_municipality, make_user

from torg.kernel.refusals import Denied
from torg.kernel.scope import every_municipality, scope
from torg.people import actions, queries
from torg.people.models import DepartmentKind, Municipality, RoleGrant, User
from torg.people.permissions import Permission, can, can_everywhere, check_can


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_role_for_the_municipality_holds_everywhere(municipality: Municipality) -> None:
    user = make_user(role="communicator", municipality=municipality)
    unit = make_department(municipality=municipality)

    assert can(user, Permission.WRITE_POSTS)
    assert can(user, Permission.WRITE_POSTS, department=unit)
    assert not can(user, Permission.REMOVE)


def test_a_role_for_a_department_reaches_what_lies_under_it_only(
    municipality: Municipality,
) -> None:
    top = make_department(municipality=municipality)
    under = make_department(parent=top, kind=DepartmentKind.OPERATION)
    deeper = make_department(parent=under, kind=DepartmentKind.OPERATION)
    beside = make_department(municipality=municipality)
    user = make_user(role="moderator", department=under)

    reached = [can(user, Permission.REMOVE, department=one) for one in (top, under, deeper, beside)]
    assert reached == [False, True, True, False]
    assert can(user, Permission.REMOVE)
    assert not can_everywhere(user, Permission.REMOVE)


def test_no_role_holds_in_another_municipality(municipality: Municipality) -> None:
    user = make_user(role="moderator", municipality=municipality)
    elsewhere = make_department(municipality=make_municipality())

    assert not can(user, Permission.REMOVE, department=elsewhere)


def test_a_grant_of_another_municipality_gives_nothing(municipality: Municipality) -> None:
    user = make_user(municipality=municipality)
    other = make_municipality()
    with scope(other.pk):
        RoleGrant.objects.create(municipality=other, user=user, role="administrator")

    with every_municipality():
        assert not can(fresh(user), Permission.MANAGE_PEOPLE)


def test_roles_are_read_once_for_many_questions(
    municipality: Municipality, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = make_department(municipality=municipality)
    user = fresh(make_user(role="moderator", department=unit))

    with django_assert_num_queries(3):  # grants, units, the municipality
        for permission in Permission:
            can(user, permission)
            can(user, permission, department=unit)


def test_a_list_of_people_costs_no_question_each(
    municipality: Municipality, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asker = make_user(role="administrator", municipality=municipality)
    for _ in range(5):
        make_user(role="communicator", municipality=municipality)

    with django_assert_num_queries(2):
        assert sum(can(user, Permission.VIEW_DESK) for user in queries.users_visible_to(asker)) == 6


def test_a_role_that_is_taken_away_is_gone_for_the_instance_at_hand(
    municipality: Municipality, now: datetime
) -> None:
    administrator = make_user(role="administrator", municipality=municipality)
    user = make_user(municipality=municipality)

    assert not can(user, Permission.REPLY)
    grant = actions.grant_role(
        user=user, role="communicator", department=None, by=administrator, now=now
    )
    assert can(user, Permission.REPLY)
    actions.revoke_role(grant=grant, by=administrator, now=now)
    assert not can(user, Permission.REPLY)


def test_a_closed_account_may_nothing(municipality: Municipality) -> None:
    user = make_user(role="administrator", municipality=municipality, is_active=False)

    assert not any(can(user, permission) for permission in Permission)
    with pytest.raises(Denied) as told:
        check_can(user, Permission.VIEW_DESK)
    assert told.value.remedy


def test_people_with_a_permission_are_found_there_and_above(municipality: Municipality) -> None:
    top = make_department(municipality=municipality)
    under = make_department(parent=top)
    beside = make_department(municipality=municipality)
    everywhere = make_user(role="moderator", municipality=municipality)
    above = make_user(role="moderator", department=top)
    there = make_user(role="moderator", department=under)
    elsewhere = make_user(role="moderator", department=beside)
    make_user(role="moderator", municipality=municipality, is_active=False)
    make_user(role="moderator", municipality=make_municipality())

    assert set(queries.people_with(Permission.REMOVE, municipality, department=under)) == {
        everywhere,
        above,
        there,
    }
    assert set(queries.people_with(Permission.REMOVE, municipality)) == {
        everywhere,
        above,
        there,
        elsewhere,
    }


def test_senders_are_the_operations_one_belongs_to_with_their_department(
    municipality: Municipality,
) -> None:
    departments = [make_department(municipality=municipality) for _ in range(4)]
    operations = [
        make_department(parent=departments[number % 4], kind=DepartmentKind.OPERATION)
        for number in range(12)
    ]
    user = make_user(department=operations[0])
    grant_role(user, "communicator", department=operations[5])

    assert {(sender.operation, sender.department) for sender in queries.senders_for(user)} == {
        (operations[0], departments[0]),
        (operations[5], departments[1]),
    }


def test_the_organisation_is_a_tree(municipality: Municipality) -> None:
    board = make_department(municipality=municipality, name="B", kind=DepartmentKind.BOARD)
    unit = make_department(parent=board, name="A")
    make_department(parent=unit, name="D", kind=DepartmentKind.OPERATION)
    make_department(municipality=municipality, name="C", kind=DepartmentKind.COMPANY)
    user = make_user(municipality=municipality)

    tree = [(depth, one.name) for depth, one in queries.organisation_for(user)]
    assert tree == [(0, "B"), (1, "A"), (2, "D"), (0, "C")]
