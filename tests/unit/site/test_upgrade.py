"""An upgrade is whole or has not been; what a newer Torg has built is left alone."""

import threading
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from tests.factories.people import make_department

from torg.kernel.scope import every_municipality
from torg.people.models import Department, Municipality
from torg.site import database
from torg.site.management.commands.worker import end_when_older
from torg.site.selfcheck import CannotStart


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours may catch it."""


@pytest.fixture
def from_the_future(transactional_db: None) -> Iterator[None]:
    """A newer Torg has been at the database."""
    recorder = MigrationRecorder(connection)
    recorder.record_applied("ledger", "9999_from_the_future")
    yield
    recorder.record_unapplied("ledger", "9999_from_the_future")


def migrate() -> None:
    """`torg migrate`, without more words."""
    call_command("migrate", verbosity=0)


@pytest.mark.parametrize("start", [database.migrate_when_needed, database.check_built, migrate])
def test_a_newer_database_is_refused_in_a_sentence(from_the_future: None, start: object) -> None:
    """`start`: of the desk, of an old worker beside a new database, and by hand."""
    with pytest.raises(CannotStart, match="byggd av en nyare version") as told:
        start()  # type: ignore[operator]
    assert "9999_from_the_future" in str(told.value)
    assert "Inget har ändrats" in str(told.value)


def test_a_step_and_its_note_are_one(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed where Django notes a step as done: the step has not been."""

    def builds(*_given: object) -> None:
        Municipality.objects.create(slug="halvkommun", name="Halvkommun")

    def dies(*_given: object) -> None:
        raise Killed

    step = Migration("0001_step", "prov")
    monkeypatch.setattr(step, "operations", [RunPython(builds)])
    monkeypatch.setattr(MigrationExecutor, "record_migration", dies)
    with pytest.raises(Killed):
        database.WholeSteps(connection).apply_migration(ProjectState(), step)
    assert not Municipality.objects.filter(slug="halvkommun").exists()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone() == (1,), "references are enforced again"


def test_a_step_may_move_rows_and_then_change_their_table(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen only in a desk that has rows: PostgreSQL had references to check at the commit."""
    department = make_department()

    def moves(*_given: object) -> None:
        Department.objects.create(municipality=department.municipality, parent=department, name="A")

    index = "CREATE INDEX prov_by_name ON people_department (name)"
    step = Migration("0001_step", "prov")
    monkeypatch.setattr(step, "operations", [RunPython(moves), RunSQL(index)])
    with every_municipality():
        database.WholeSteps(connection).apply_migration(ProjectState(), step)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX prov_by_name")
    MigrationRecorder(connection).record_unapplied("prov", "0001_step")


def test_an_old_worker_ends_when_the_database_is_upgraded(
    transactional_db: None, from_the_future: None
) -> None:
    stop = threading.Event()
    end_when_older(stop)
    assert stop.is_set()


def test_a_worker_of_today_goes_on(transactional_db: None) -> None:
    stop = threading.Event()
    end_when_older(stop)
    assert not stop.is_set()


def test_by_hand_goes_the_same_way(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """`torg migrate` is the desk's own upgrade; with an app named it is Django's."""
    asked: list[str] = []
    monkeypatch.setattr(database, "migrate_when_needed", lambda: asked.append("whole"))
    migrate()
    assert asked == ["whole"]
    call_command("migrate", "ledger", "--plan", verbosity=0)
    assert asked == ["whole"]
