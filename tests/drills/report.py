"""Runs cells, each in a process, a data folder and a database of its own.

The database is built once and copied: a file for SQLite, a template for PostgreSQL.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from tests.built import put_into
from tests.drills.table import Cell
from tests.drills.verdict import Verdict, from_json
from tests.postgres import NoPostgres, throw_away

LONGEST = 4 * 3600
MISSING = 77  # what the machine lacks stands on standard error
MIGRATE = [sys.executable, "-m", "torg", "migrate", "--verbosity", "0"]


@dataclass(frozen=True)
class Job:
    """One cell with its choices made."""

    cell: Cell
    db: str
    workers: int
    size: int
    seed: int

    @property
    def command(self) -> list[str]:
        """What is run."""
        told = [sys.executable, "-m", *self.cell.command, self.cell.size, str(self.size)]
        given = {"--db": self.db, "--workers": str(self.workers), "--seed": str(self.seed)}
        return [*told, *(word for name in self.cell.own for word in (name, given[name]))]

    @property
    def planned(self) -> str:
        """One row of the plan."""
        return (
            f"{self.cell.drill:4}{self.cell.name:20} {self.db:10} w{self.workers} "
            f"{self.cell.size} {self.size} seed {self.seed}"
        )


@dataclass
class Ground:
    """Built databases to copy. postgres: the server's address, "" when there is none."""

    folder: Path
    postgres: str = ""
    missing: str = ""
    _made: int = 0
    _one: threading.Lock = field(default_factory=threading.Lock)

    def environment(self, db: str, folder: Path) -> dict[str, str]:
        """The environment of one cell, with a fresh copy of the built database."""
        told = {**os.environ, "DATA_DIR": str(folder)}
        told.pop("TORG_DATABASE_URL", None)
        if db == "sqlite":
            shutil.copy(self.folder / "torg.sqlite3", folder)
            return told
        base, _, built = self.postgres.rpartition("/")
        with self._one, psycopg.connect(f"{base}/template1", autocommit=True) as door:
            self._made += 1
            name = f"cell_{self._made}"
            door.execute(f'CREATE DATABASE "{name}" TEMPLATE "{built}"'.encode())
        return {**told, "TORG_DATABASE_URL": f"{base}/{name}"}


@contextmanager
def ground(dbs: Sequence[str], built: Path | None = None) -> Iterator[Ground]:
    """Built databases of the kinds named. A missing PostgreSQL is told, not hidden.

    built: a SQLite file with all tables and no rows, where there is one already.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="torg-drill-")))
        made = Ground(folder)
        if built is not None:
            shutil.copy(built, folder / "torg.sqlite3")
            with closing(sqlite3.connect(folder / "torg.sqlite3")) as file:
                file.execute("PRAGMA journal_mode=WAL")  # as every start leaves it
        elif "sqlite" in dbs:
            put_into(folder)
        if "postgres" in dbs:
            try:
                made.postgres = stack.enter_context(throw_away())
            except NoPostgres as missing:
                made.missing = str(missing)
            else:
                _build(folder, made.postgres)
        yield made


def _build(folder: Path, url: str) -> None:
    environment = {**os.environ, "DATA_DIR": str(folder), "TORG_DATABASE_URL": url}
    subprocess.run(MIGRATE, env=environment, check=True, timeout=1200)


def run_job(job: Job, made: Ground) -> list[Verdict]:
    """The cell's rows. A cell that crashes or hangs is a row that has failed."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="torg-cell-") as folder:
        environment = made.environment(job.db, Path(folder))
        try:
            # Workers that die together tear each other's lines, in the middle of a letter too.
            told = subprocess.run(
                job.command, env=environment, capture_output=True, text=True, check=False,
                timeout=LONGEST, errors="replace",
            )  # fmt: skip
            output, errors, code = told.stdout, told.stderr, told.returncode
        except subprocess.TimeoutExpired:
            output, errors, code = "", f"did not end within {LONGEST} s", 1
    rows = [_row(line, job) for line in output.splitlines() if line.startswith("{")]
    if rows and (code == 0 or any(row.failed for row in rows)):
        return rows
    if code == MISSING:
        print(f"SKIPPED {job.cell.drill} {job.cell.name}: {errors.strip()}", flush=True)
        return []
    print(errors[-4000:], file=sys.stderr)
    return [*rows, _crashed(job, time.monotonic() - began)]


def _row(line: str, job: Job) -> Verdict:
    """A line that says nothing of its database is of the one that it ran on."""
    told = json.loads(line)
    known = {"drill": job.cell.drill, "cell": job.cell.name, "db": job.db, "seed": job.seed}
    tried = next((told[name] for name in ("n", "events", "acts", "calls") if name in told), 0)
    return from_json({**known, "n": tried, **told})


def _crashed(job: Job, seconds: float) -> Verdict:
    return Verdict(
        drill=job.cell.drill, cell=job.cell.name, db=job.db, workers=job.workers,
        n=0, faults=0, twice=0, lost=0, unknown=0, seed=job.seed,
        seconds=round(seconds, 1), notes={"crashed": True},
    )  # fmt: skip
