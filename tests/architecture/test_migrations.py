"""Models and migrations say the same, and each room has one line of migrations."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.migrations.loader import MigrationLoader


@pytest.mark.django_db
def test_no_model_waits_for_a_migration(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)
    except CommandError as error:
        pytest.fail(str(error))


def test_no_room_has_two_ends() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}
