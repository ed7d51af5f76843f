"""SQLite's moments are whole when they leave the database."""

from datetime import UTC, datetime

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


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
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's driver reads moments whole by itself")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE kept (at datetime)")
        cursor.execute("INSERT INTO kept VALUES (%s)", [stored])
        cursor.execute("SELECT at FROM kept")
        assert cursor.fetchone() == (read,)
