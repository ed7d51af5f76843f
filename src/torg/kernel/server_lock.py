"""A worker's sign of life in a PostgreSQL that several hosts share (see `liveness`).

Apart from the lock on files, so that a desk on SQLite need not load a driver it never uses.
"""

from typing import LiteralString

import psycopg


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
