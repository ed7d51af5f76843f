"""Every role against every permission, as a table that was written by hand says."""

import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from torg.channels.models import TeamRight
from torg.channels.permissions import GIVES, OF_ALL
from torg.people.permissions import ROLES, Permission

P = Permission
TABLE: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("roles.toml").read_text(encoding="utf-8")
)
ELSEWHERE: dict[str, str] = TABLE.pop("elsewhere")
NAMED: list[str] = TABLE.pop("codes")
OURS = {"communicator", "administrator"}  # whom section 5 does not name


def holders(permission: str) -> set[str]:
    """The roles that the table names for it: listed, or all but some; nobody where it is silent."""
    told = TABLE.get(permission, [])
    if isinstance(told, list):
        return set(told)
    _all, _but, left_out = told.partition(" but ")
    return set(ROLES) - set(left_out.split())


def test_each_role_holds_what_the_table_says_and_nothing_else() -> None:
    wrong = [
        f"{code} {'holds' if held else 'lacks'} {permission}"
        for (code, role), permission in product(ROLES.items(), Permission)
        if (held := permission in role.permissions) is not (code in holders(permission))
    ]
    assert wrong == []


def test_the_table_names_only_what_there_is() -> None:
    assert set(TABLE) <= {permission.value for permission in Permission}
    assert {code for told in TABLE if isinstance(TABLE[told], list) for code in TABLE[told]} <= set(
        ROLES
    )


def test_every_code_of_the_requirements_is_a_role_or_stands_elsewhere() -> None:
    assert set(NAMED) | OURS == set(ROLES) | set(ELSEWHERE)
    assert set(ROLES) & set(ELSEWHERE) == set()
    assert len(ROLES) == 29


# What a row says that a role may never do; read from the rows, not from the table.
NEVER = {
    "contributor": {P.PUBLISH_ALONE, P.APPROVE_POSTS, P.REPLY, P.REMOVE},  # G-07
    "web_strategist": {P.MANAGE_CHANNELS, P.KEEP_REGISTER, P.APPROVE_POSTS},  # G-69
    "channel_admin": {P.KEEP_ACCESS, P.CONNECT_CHANNELS, P.MOVE_BOOKINGS, P.REMOVE},  # V-52, M1-42
    "department_communicator": {P.MANAGE_CHANNELS, P.KEEP_REGISTER, P.REMOVE},  # M2-09, V-99
    "communications_department": {P.REMOVE, P.APPROVE_POSTS, P.KEEP_ACCESS},  # V-27, V-99
    "communicator": {P.READ_MESSAGES, P.MOVE_BOOKINGS, P.REMOVE},  # M1-25, M1-31, V-99
    "reviewer": {P.PUBLISH_ALONE, P.WRITE_POSTS},  # G-39
    "registrar": {P.REMOVE, P.REPLY, P.WRITE_POSTS},  # V-57, V-102
    "official": {P.WRITE_POSTS, P.REPLY, P.REMOVE},  # V-53
    "press_officer": {P.WRITE_POSTS, P.REPLY, P.REMOVE},  # S-32
    "administrator": {P.READ_INBOX, P.WRITE_POSTS, P.REPLY, P.REMOVE},
}


@pytest.mark.parametrize("role", NEVER)
def test_a_role_never_does_what_its_row_keeps_from_it(role: str) -> None:
    assert ROLES[role].permissions & NEVER[role] == set()


def test_each_right_of_a_team_gives_its_own_and_no_other() -> None:
    """Whoever may answer may not remove, and so on for each pair (G-06)."""
    telling = {
        TeamRight.PUBLISH: P.PUBLISH_ALONE, TeamRight.CHECK: P.APPROVE_POSTS,
        TeamRight.REPLY: P.REPLY, TeamRight.HIDE: P.HIDE, TeamRight.REMOVE: P.REMOVE,
        TeamRight.ARCHIVE: P.REGISTER_RECORDS,
    }  # fmt: skip
    for right, other in product(TeamRight, TeamRight):
        assert (telling[other] in GIVES[right]) is (right is other)
    assert OF_ALL & set(telling.values()) == set()
