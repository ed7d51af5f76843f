"""How many hold a permission for each of several departments."""

import pytest
from tests.factories.people import grant_role, make_department, make_municipality, make_user

from torg.people.permissions import Permission
from torg.people.queries import counted_with, people_with

pytestmark = pytest.mark.django_db


def test_it_counts_what_people_with_finds() -> None:
    town = make_municipality()
    board = make_department(municipality=town)
    unit, other = make_department(parent=board), make_department(municipality=town)
    make_user(role="communicator", municipality=town)
    both = make_user(role="communicator", municipality=town, department=board)
    grant_role(both, "communicator", department=unit)
    make_user(role="communicator", municipality=town, department=other)
    make_user(role="communicator", department=make_department())
    units = [board, unit, other]

    counted = counted_with(Permission.REPLY, town, [one.pk for one in units])

    assert counted == {
        one.pk: people_with(Permission.REPLY, town, department=one).count() for one in units
    }
    assert list(counted.values()) == [2, 2, 2]
