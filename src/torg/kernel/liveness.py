"""Is that process still there? Told by a lock that the system takes back, never by a timer.

A frozen process keeps its lock, so nobody takes its work over while it may still
wake up and send (RELIABILITY section 3: leases alone gave doubles).
"""

import fcntl
import os
from pathlib import Path
from typing import LiteralString, Protocol

import psycopg


class Lock(Protocol):
    """A worker's sign of life and the way to ask about others'."""

    def hold(self, name: str) -> bool:
        """Take the named lock for this process's life; False when another holds it."""

    def held(self, name: str) -> bool:
        """Whether some living process holds the named lock."""

    def release(self) -> None:
        """Let go of everything held here."""

    def sure(self) -> bool:
        """Whether what is held is certainly still held."""


class FileLock:
    """flock on files in one folder: one host, any number of processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, int] = {}

    def hold(self, name: str) -> bool:
        """Take the named lock; it falls when this process ends, however it ends."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path(name), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._held[name] = handle
        return True

    def held(self, name: str) -> bool:
        """Whether a living process holds it; a missing file is held by nobody."""
        if name in self._held:
            return True
        try:
            handle = os.open(self._path(name), os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            # A shared lock: two who ask at once do not take each other for the holder.
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def release(self) -> None:
        """Let go and remove the files."""
        for name, handle in self._held.items():
            self._path(name).unlink(missing_ok=True)  # names are never used twice
            os.close(handle)
        self._held.clear()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.lock"

    def sure(self) -> bool:
        """Whether what is held is certainly still held: a kernel lock always is."""
        return True


class PostgresLock:
    """Session advisory locks: any number of hosts that share one PostgreSQL.

    Held on a connection of its own, so the lock falls with the process or the network.
    """

    def __init__(self, dsn: str) -> None:
        self._connection = psycopg.connect(dsn, autocommit=True)
        self._names: set[str] = set()

    def hold(self, name: str) -> bool:
        """Take the named lock on this connection."""
        got = self._ask("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name)
        if got:
            self._names.add(name)
        return got

    def held(self, name: str) -> bool:
        """Whether any living session holds it."""
        if name in self._names:
            return True
        if self._ask("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name):
            self._ask("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)
            return False
        return True

    def release(self) -> None:
        """Close the connection; every lock on it falls."""
        self._names.clear()
        self._connection.close()

    def sure(self) -> bool:
        """Whether the connection, and so the lock, still stands: asked just before a call."""
        try:
            self._connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def _ask(self, question: LiteralString, name: str) -> bool:
        row = self._connection.execute(question, (name,)).fetchone()
        return bool(row and row[0])
