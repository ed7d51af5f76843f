"""What every test shares: a database file and a data folder that go away, a clock, a tenant."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import override_settings
from tests.built import built
from tests.factories.people import make_municipality

from torg.kernel.scope import scope
from torg.people.models import Municipality
from torg.people.models.connections import writer_of

IN_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Blobs, keys, locks and the practice networks live in a folder of this run only."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "DATA_DIR", folder)
        patch.setattr(django_settings, "BLOBS", folder / "blobs")
        patch.setattr(django_settings, "KEYS", folder / "keys")
        patch.setattr(django_settings, "LOCKS", folder / "locks")
        patch.setattr(django_settings, "PRACTICE_DIR", folder / "practice")
        patch.setattr(
            django_settings,
            "PASSWORD_HASHERS",
            ["django.contrib.auth.hashers.MD5PasswordHasher"],
        )
        # The shared counts have a test of their own; the others would write at every sign-in.
        with override_settings(CACHES=IN_MEMORY):
            yield folder


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The file has its tables already; PostgreSQL builds its own."""
    return connections["default"].vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite tests use a file, since tests of two users at once open several connections.

    A crash of the machine need not keep this file, so it is not synced.
    """
    database = connections["default"].settings_dict
    if connections["default"].vendor != "sqlite":
        return
    database["TEST"]["NAME"] = shutil.copy(built(), tmp_path_factory.mktemp("database"))
    database["OPTIONS"] = {
        **database["OPTIONS"],
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
    }


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_ledger() -> Iterator[None]:
    """Between tests that commit, Django empties every table: the one deletion that the
    triggers of the ledger and of sealed evidence step aside for."""
    append_only = [
        import_module("torg.ledger.migrations.0002_append_only"),
        import_module("torg.moderation.migrations.0003_evidence_append_only"),
    ]
    operations = type(connections["default"].ops)
    flush = operations.execute_sql_flush

    def past(self: BaseDatabaseOperations, sql_list: Sequence[str]) -> None:
        with self.connection.schema_editor() as editor:
            for migration in append_only:
                migration.allow(None, editor)
        flush(self, sql_list)
        with self.connection.schema_editor() as editor:
            for migration in append_only:
                migration.refuse(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", past)
        yield


@pytest.fixture(autouse=True)
def writer_let_go() -> Iterator[None]:
    """No test database of a server can go while the writing connection to it is kept."""
    yield
    own = connections["default"]
    if own.vendor != "sqlite":
        writer_of(str(own.settings_dict["NAME"])).close()


@pytest.fixture
def now() -> datetime:
    """Tuesday 8 September 2026, ten in the morning in Stockholm: a working hour."""
    return datetime(2026, 9, 8, 8, 0, tzinfo=UTC)


@pytest.fixture
def municipality(db: None) -> Iterator[Municipality]:
    """A municipality whose scope is open during the test."""
    tenant = make_municipality(slug="provkommun", name="Provkommun")
    with scope(tenant.pk):
        yield tenant
