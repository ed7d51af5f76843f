"""Every role against every permission, as a table that was written by hand says."""

import tomllib
from itertools import product
from pathlib import Path

from torg.people.permissions import ROLES, Permission

TABLE: dict[str, str | list[str]] = tomllib.loads(
    Path(__file__).with_name("roles.toml").read_text(encoding="utf-8")
)


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
    assert len(ROLES) == 29
    assert wrong == []


def test_the_table_names_only_what_there_is() -> None:
    assert set(TABLE) <= {permission.value for permission in Permission}
    assert {code for told in TABLE if isinstance(TABLE[told], list) for code in TABLE[told]} <= set(
        ROLES
    )
