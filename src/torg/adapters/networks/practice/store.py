"""The practice network's database file: connections, transactions, ids."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from torg.adapters.networks.practice import truth
from torg.adapters.networks.practice.schema import lay
from torg.adapters.networks.practice.settings import Settings
from torg.kernel.identifiers import uuid7

BUSY_SECONDS = 20


def random_id() -> str:
    """Hex that sorts by time."""
    return uuid7().hex


class Store:
    """One instance's database and log.

    directory: where `practice.sqlite3` and `truth.jsonl` live. mint: gives the hex of a new
    id; seeding replaces it to be repeatable. wake: called after a commit that may have put
    deliveries in the queue.
    """

    def __init__(self, directory: Path, settings: Settings | None = None) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.settings = settings or Settings()
        self.truth_path = directory / "truth.jsonl"
        self.mint: Callable[[], str] = random_id
        self.wake: Callable[[], None] = lambda: None
        self._path = directory / "practice.sqlite3"
        self._held = threading.local()
        db = self.reading()
        lay(db)
        truth.copy_out(db, self.truth_path)

    def new_id(self, prefix: str) -> str:
        """A stable id such as "p_0198..."; the prefix tells the kind."""
        return f"{prefix}_{self.mint()}"

    def reading(self) -> sqlite3.Connection:
        """This thread's connection, for reads outside a transaction."""
        db: sqlite3.Connection | None = getattr(self._held, "db", None)
        if db is None or self._held.process != os.getpid():
            db = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            db.execute("PRAGMA foreign_keys=ON")
            self._held.db, self._held.process = db, os.getpid()
        return db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction. On leaving, all its facts stand in the synced log.

        Inside another one it is a part of that: undone alone, kept with the whole.
        """
        db = self.reading()
        if db.in_transaction:
            with _part(db):
                yield db
            return
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
        truth.copy_out(db, self.truth_path)
        self.wake()

    def close(self) -> None:
        """Close this thread's connection."""
        db: sqlite3.Connection | None = getattr(self._held, "db", None)
        if db is not None:
            db.close()
            self._held.db = None


@contextmanager
def _part(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK TO part")
        db.execute("RELEASE part")
        raise
    db.execute("RELEASE part")
