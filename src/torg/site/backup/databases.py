"""Copies of the database that are whole while people write, and what such a copy holds."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from torg.site.backup.manifest import BadBackup, DamagedDatabase, Head

Ask = Callable[[LiteralString], Sequence[Sequence[Any]]]

HEADS: LiteralString = """
    SELECT tenant.slug, head.size, head.peaks FROM ledger_head head
    JOIN people_municipality tenant ON tenant.id = head.municipality_id ORDER BY tenant.slug"""
NOTES: LiteralString = """
    SELECT tenant.slug, point.note FROM ledger_checkpoint point
    JOIN people_municipality tenant ON tenant.id = point.municipality_id ORDER BY point.size"""
MIGRATIONS: LiteralString = "SELECT app, name FROM django_migrations ORDER BY app, name"
NAMED = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
BLOBS: tuple[LiteralString, ...] = (
    "SELECT digest FROM media_mediaitem",
    "SELECT digest FROM moderation_evidence",
    "SELECT payload_digest FROM moderation_evidence",
    "SELECT card_digest FROM moderation_evidence",
    "SELECT file_digest FROM moderation_evidence",
)


# What SQLite calls a file that is no whole database.
BROKEN = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB"})


@dataclass(frozen=True, slots=True)
class Held:
    """What a database holds, as far as a backup must know. blobs: digests that it names."""

    migrations: list[str]
    heads: list[Head]
    blobs: frozenset[str]


def held(ask: Ask) -> Held:
    """Read from one unmoving view of the database."""
    notes: dict[str, str] = {row[0]: row[1] for row in ask(NOTES)}
    return Held(
        migrations=[f"{app}.{name}" for app, name in ask(MIGRATIONS)],
        heads=[
            Head(slug, size, json.loads(peaks) if isinstance(peaks, str) else peaks,
                 notes.get(slug, ""))
            for slug, size, peaks in ask(HEADS)
        ],
        blobs=frozenset(row[0] for sql in BLOBS for row in ask(sql) if row[0]),
    )  # fmt: skip


def copy_sqlite(source: Path, target: Path) -> Held:
    """SQLite's own online copy: one moment of the database, while others go on writing."""
    if not source.is_file():
        raise BadBackup(f"Det finns ingen databas i {source.parent}: kontrollera DATA_DIR.")
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        if _is_broken(source):
            raise _damaged(str(error)) from None
        raise BadBackup(
            f"Databasen gick inte att kopiera till {target.parent.parent} ({error}): "
            "frigör utrymme eller välj en annan plats. Inget halvt har lämnats kvar."
        ) from None
    try:
        return read_sqlite(target)
    except BadBackup as fault:
        # The copy is the live database page by page.
        raise _damaged(str(fault)) from None


def _is_broken(file: Path) -> bool:
    """Whether SQLite finds damage there; the copying itself does not say why it failed."""
    try:
        with closing(sqlite3.connect(file)) as live:
            live.execute("PRAGMA ignore_check_constraints=ON")
            told: str = live.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorname in BROKEN
    return told != "ok"


def _damaged(told: str) -> DamagedDatabase:
    return DamagedDatabase(
        f"Torgs databas är skadad, och ingen säkerhetskopia har gjorts av den ({told}). Stoppa "
        "Torg och återställ den senaste hela säkerhetskopian till en tom mapp."
    )


def read_sqlite(file: Path) -> Held:
    """What a copy holds, after SQLite itself has found it whole. Raises BadBackup."""
    try:
        with closing(sqlite3.connect(file)) as copy:
            # Some constraints call functions that only Django's own connection knows.
            copy.execute("PRAGMA ignore_check_constraints=ON")
            told = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if told != "ok":
                raise BadBackup(f"Databasen i säkerhetskopian är skadad ({told}).")
            return held(lambda sql: copy.execute(sql).fetchall())
    except sqlite3.DatabaseError as error:
        raise BadBackup(f"Databasen i säkerhetskopian går inte att läsa ({error}).") from None


def fold_sqlite(file: Path) -> None:
    """Bring the write-ahead log into the file, so that the file alone is the database."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=DELETE")


def copy_postgres(url: str, target: Path) -> Held:
    """pg_dump and our own questions see the same snapshot. Raises BadBackup."""
    with _reading(url) as server:
        (snapshot,) = server.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges",
            f"--snapshot={snapshot}", f"--file={target}")  # fmt: skip
        return held(lambda sql: server.execute(sql).fetchall())


def read_postgres(url: str) -> Held:
    """What the database holds now."""
    with _reading(url) as server:
        return held(lambda sql: server.execute(sql).fetchall())


def load_postgres(url: str, file: Path) -> None:
    """All of it or nothing, in one transaction. Raises BadBackup."""
    run("pg_restore", url, "--no-owner", "--no-privileges", "--single-transaction",
        "--exit-on-error", "--dbname", dbname(url), str(file))  # fmt: skip


def is_empty_postgres(url: str) -> bool:
    """Whether no table, view or sequence of anybody's is there."""
    with _reading(url) as server:
        row = server.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
        ).fetchone()
    return row is not None and row[0] == 0


def check_postgres_dump(file: Path) -> None:
    """pg_restore can read the dump's table of contents. Raises BadBackup."""
    run("pg_restore", "", "--list", str(file))


def dbname(url: str) -> str:
    """The database's name in its address."""
    return str(psycopg.conninfo.conninfo_to_dict(url).get("dbname", ""))


def run(program: str, url: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs; the password goes by the environment, unseen by `ps`."""
    if shutil.which(program) is None:
        raise BadBackup(
            f"{program} saknas på datorn: installera PostgreSQL:s klientprogram "
            "(apt-get install postgresql-client) och försök igen."
        )
    told = subprocess.run(  # noqa: S603
        [program, *arguments],
        env={**os.environ, **_environment(url)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        last = told.stderr.strip().splitlines()[-1:] or ["inget fel angavs"]
        raise BadBackup(f"{program} lyckades inte: {last[0]}")


def _environment(url: str) -> dict[str, str]:
    told = psycopg.conninfo.conninfo_to_dict(url) if url else {}
    return {NAMED[key]: str(value) for key, value in told.items() if key in NAMED}


@contextmanager
def _reading(url: str) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
    try:
        with psycopg.connect(url, connect_timeout=5) as server:
            server.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            server.read_only = True
            yield server
    except psycopg.Error as error:
        raise BadBackup(f"Databasen svarade inte som väntat ({type(error).__name__}).") from None
