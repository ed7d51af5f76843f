"""A house to back up: the tests' own database where a desk would have it, and its files."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from tests.factories.people import make_municipality

from torg.kernel.blobs import BlobStore
from torg.kernel.identifiers import uuid7
from torg.people.models import Municipality
from torg.site.backup.make import Made, make

MOMENT = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)


@dataclass
class House:
    """A data folder with keys and one picture; url: of the database, empty on SQLite."""

    folder: Path
    url: str
    municipality: Municipality
    picture: str

    def back_up(self, target: Path, *, passphrase: str = "") -> Made:
        """A backup of the house as it stands."""
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.folder / "torg.sqlite3")) as copy:
                connection.ensure_connection()
                connection.connection.backup(copy)
        return make(
            data_dir=self.folder, url=self.url, target=target, passphrase=passphrase, now=MOMENT
        )

    @property
    def keys(self) -> Path:
        """Its key files."""
        return self.folder / "keys"


@pytest.fixture
def house(transactional_db: None, tmp_path: Path) -> House:
    """With one municipality, whose log is empty."""
    folder = tmp_path / "house"
    digest = BlobStore(folder / "blobs").put(b"en bild")
    url = os.environ.get("TORG_DATABASE_URL", "")
    if url:
        url = f"{url.rsplit('/', 1)[0]}/{connection.settings_dict['NAME']}"
    return House(folder, url, make_municipality(slug="provstad"), digest)


@pytest.fixture
def empty_url() -> Iterator[str]:
    """The address of an empty PostgreSQL database; an empty text on SQLite."""
    suite = os.environ.get("TORG_DATABASE_URL", "")
    if not suite:
        yield ""
        return
    name = f"torg_{uuid7().hex}"
    with psycopg.connect(suite, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield f"{suite.rsplit('/', 1)[0]}/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
