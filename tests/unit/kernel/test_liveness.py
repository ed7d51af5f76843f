"""Alive means: the lock is held. A kill frees it, a freeze does not."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from torg.kernel.liveness import FileLock, Lock
from torg.kernel.server_lock import PostgresLock


def child_that_holds(take: Callable[[], Lock], name: str) -> int:
    """A process that holds the lock until it is killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        lock = take()
        os.write(writer, b"1" if lock.hold(name) else b"0")
        while True:
            time.sleep(1)
    assert os.read(reader, 1) == b"1"
    os.close(reader)
    os.close(writer)
    return child


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_frozen_process_is_alive_and_a_killed_one_is_not(tmp_path: Path) -> None:
    child = child_that_holds(lambda: FileLock(tmp_path), "worker-1")
    here = FileLock(tmp_path)
    try:
        assert here.held("worker-1")
        assert not here.hold("worker-1")
        os.kill(child, signal.SIGSTOP)
        assert here.held("worker-1"), "it may still wake up and send"
    finally:
        kill(child)
    assert not here.held("worker-1")


def test_nobody_holds_what_was_never_taken(tmp_path: Path) -> None:
    assert not FileLock(tmp_path).held("worker-2")


def test_release_frees(tmp_path: Path) -> None:
    lock = FileLock(tmp_path)
    assert lock.hold("worker-3")
    assert lock.sure()
    lock.release()
    assert not FileLock(tmp_path).held("worker-3")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_postgres_knows_across_hosts() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("runs where the suite runs on PostgreSQL")
    parts = connection.get_connection_params()
    parts.pop("cursor_factory", None)
    parts.pop("context", None)
    address = psycopg.conninfo.make_conninfo(
        **{name: str(parts[name]) for name in ("dbname", "user", "host", "port") if name in parts}
    )
    child = child_that_holds(lambda: PostgresLock(address), "worker-1")
    here = PostgresLock(address)
    assert here.held("worker-1")
    assert here.sure()
    kill(child)
    for _ in range(50):
        if not here.held("worker-1"):
            break
        time.sleep(0.1)
    assert not here.held("worker-1")
    assert here.hold("worker-1")
    here.release()
    assert not here.sure()
