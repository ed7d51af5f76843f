"""SQLite as the desk uses it: whole moments, and statements that are known again."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from torg.site.sqlite import base

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite"),
]


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("2026-03-12 13:05:00", datetime(2026, 3, 12, 13, 5, tzinfo=UTC)),
        ("2026-03-12 13:05:00.000007", datetime(2026, 3, 12, 13, 5, 0, 7, tzinfo=UTC)),
        ("2026-03-12 14:05:00+01:00", datetime(2026, 3, 12, 13, 5, tzinfo=UTC)),
        ("yesterday", None),
    ],
)
def test_a_stored_moment_is_read_with_its_zone(stored: str, read: datetime | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE kept (at datetime)")
        cursor.execute("INSERT INTO kept VALUES (%s)", [stored])
        cursor.execute("SELECT at FROM kept")
        assert cursor.fetchone() == (read,)


@pytest.mark.parametrize("of_many", [False, True], ids=["short", "longer than any page's"])
def test_a_statement_means_the_same_when_it_comes_again(*, of_many: bool) -> None:
    statement = "SELECT %s, '100 %%', %s" + (" " * base.LONGEST if of_many else "")
    with connection.cursor() as cursor:
        for pair in (("å", 1), ("ö%s", 2), ("?", None)):
            cursor.execute(statement, pair)
            assert cursor.fetchone()[:3] == (pair[0], "100 %", pair[1])
        cursor.execute("SELECT %(one)s, %(other)s", {"other": 2, "one": "1"})
        assert cursor.fetchone() == ("1", 2)
        cursor.execute("SELECT '100 %s'")
        assert cursor.fetchone() == ("100 %s",)


def test_statements_beyond_number_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "MOST", 3)
    monkeypatch.setattr(base, "_known", {})
    with connection.cursor() as cursor:
        for number in range(8):
            cursor.execute(f"SELECT {number}, %s", [number])
            assert cursor.fetchone() == (number, number)
    assert len(base._known) <= 3


def test_what_a_day_asks_stays_prepared() -> None:
    """The driver keeps what came first: with room for fewer, the last ones never stay."""
    statements = [f"SELECT '{number}', %s" for number in range(400)]
    prepared = 0

    def heard(*_told: object) -> int:
        nonlocal prepared
        prepared += 1
        return 0

    own = connection.copy()
    try:
        own.ensure_connection()
        own.connection.set_authorizer(heard)
        for _time in range(2):
            before = prepared
            for statement in statements:
                with own.cursor() as cursor:
                    cursor.execute(statement, [1])
                    assert cursor.fetchone()[1] == 1
        assert prepared == before > 0
    finally:
        own.close()


def test_a_connection_begins_anew_now_and_then() -> None:
    """Else what came first would stay before what is asked today."""
    assert 0 < connection.settings_dict["CONN_MAX_AGE"] <= 3600
