"""SQLite calls a spent quota a fault of the disk; the person is told what it is."""

import errno
import sqlite3
import tempfile
from typing import NoReturn

import pytest
from django.db import OperationalError

from torg.site import unavailable


def lost_write() -> OperationalError:
    error = OperationalError("disk I/O error")
    error.__cause__ = sqlite3.OperationalError("disk I/O error")
    return error


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.EDQUOT, "Disken är full"),
        (errno.ENOSPC, "Disken är full"),
        (errno.EIO, "Databasen svarar inte"),
        (0, "Databasen svarar inte"),
    ],
)
def test_a_spent_quota_is_a_full_disk(
    monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    def refuses(**_where: object) -> NoReturn:
        raise OSError(number, "no")

    if number:
        monkeypatch.setattr(tempfile, "TemporaryFile", refuses)
    refusal = unavailable.cause_of(lost_write())
    assert refusal is not None
    assert refusal.message.startswith(told)
