"""PostgreSQL as the desk uses it: statements that are known again."""

import pytest
from django.db import DatabaseError, connection, transaction

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL"),
]


@pytest.mark.parametrize("of_many", [False, True], ids=["short", "longer than any page's"])
def test_a_statement_means_the_same_when_it_comes_again(*, of_many: bool) -> None:
    statement = "SELECT CAST(%s AS text), '100 %%', CAST(%s AS int)" + " " * 60_000 * of_many
    with connection.cursor() as cursor:
        for pair in (("å", 1), ("ö%s $1", 2), ("?", None)):
            cursor.execute(statement, pair)
            assert cursor.fetchone() == (pair[0], "100 %", pair[1])
        cursor.execute("SELECT '100 %s'")
        assert cursor.fetchone() == ("100 %s",)


def test_too_few_values_are_refused() -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT CAST(%s AS text), CAST(%s AS text)", ["one"])


def test_only_what_adds_rows_is_kept_by_the_server() -> None:
    """What was planned while its table was empty would go through the whole of it for ever."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE kept (number int)")
        for number in range(6):
            cursor.execute("INSERT INTO kept VALUES (%s)", [number])
            cursor.execute("UPDATE kept SET number = number WHERE number = %s", [number])
            cursor.execute("SELECT number FROM kept WHERE number = %s", [number])
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement ~ 'kept'")
        assert cursor.fetchall() == [("INSERT INTO kept VALUES ($1)",)]
